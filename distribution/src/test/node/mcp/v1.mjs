// The TypeScript SDK, version 1, which many hosts use. Arguments: URL of the MCP server, "refresh" or "step-up".
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Host, text } from "./host.mjs";

const [server, wish] = process.argv.slice(2);
// This version answers a 403 by a refresh where it can, which brings no further scope: so the host that steps up has no
// refresh token.
const host = new Host(wish === "refresh" ? { grant_types: ["authorization_code", "refresh_token"] } : {});
let transport;
let client;

async function connect() {
  transport = new StreamableHTTPClientTransport(new URL(server), { authProvider: host });
  client = new Client({ name: "host", version: "1.0.0" });
  await client.connect(transport);
}

async function unauthorized(call) {
  try {
    await call();
  } catch (error) {
    if (error instanceof UnauthorizedError) return;
    throw error;
  }
  throw new Error("this needed no person");
}

await unauthorized(connect);
console.log("registered " + host.kept.client.token_endpoint_auth_method);
console.log("asked for " + host.asked[0].get("scope") + " at " + host.asked[0].get("resource"));
await transport.finishAuth(host.answer.get("code"));
await connect();
console.log("tools " + (await client.listTools()).tools.map((tool) => tool.name).sort().join(" "));
const list = () => client.callTool({ name: "list_playlists", arguments: {} });
console.log("list " + text(await list()));

if (wish === "refresh") {
  host.spoilAccessToken();
  console.log("refreshed " + text(await list()));
} else {
  const create = () => client.callTool({ name: "create_playlist", arguments: { title: "Sunny days" } });
  await unauthorized(create);
  console.log("stepped up to " + host.asked[1].get("scope"));
  await transport.finishAuth(host.answer.get("code"));
  console.log("create " + text(await create()));
  console.log("list " + text(await list()));
}
await client.close();
