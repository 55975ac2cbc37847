// The TypeScript SDK, version 2. Arguments: URL of the MCP server, URL of a client ID metadata document or nothing.
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";
import { Host, text } from "./host.mjs";

const [server, document] = process.argv.slice(2);
const host = new Host({ grant_types: ["authorization_code", "refresh_token"] }, document);
let transport = new StreamableHTTPClientTransport(new URL(server), { authProvider: host });
let client = new Client({ name: "host", version: "1.0.0" });

async function unauthorized(call) {
  try {
    await call();
  } catch (error) {
    if (error instanceof UnauthorizedError) return;
    throw error;
  }
  throw new Error("this needed no person");
}

await unauthorized(() => client.connect(transport));
console.log("client " + (host.kept.client.client_id === document ? "of the document" : "registered"));
console.log("asked for " + host.asked[0].get("scope") + " at " + host.asked[0].get("resource"));
await transport.finishAuth(host.answer);
console.log("token " + host.scope + " for " + host.claims.aud);

transport = new StreamableHTTPClientTransport(new URL(server), { authProvider: host });
client = new Client({ name: "host", version: "1.0.0" });
await client.connect(transport);
console.log("tools " + (await client.listTools()).tools.map((tool) => tool.name).sort().join(" "));
const list = () => client.callTool({ name: "list_playlists", arguments: {} });
const create = () => client.callTool({ name: "create_playlist", arguments: { title: "Rainy days" } });
console.log("list " + text(await list()));

await unauthorized(create);
console.log("stepped up to " + host.asked[1].get("scope"));
await transport.finishAuth(host.answer);
console.log("token " + host.scope);
console.log("create " + text(await create()));
console.log("list " + text(await list()));

const before = host.kept.tokens.refresh_token;
host.spoilAccessToken();
console.log("refreshed " + text(await list()));
console.log("refresh token " + (host.kept.tokens.refresh_token === before ? "kept" : "replaced"));
console.log("people were asked " + host.asked.length + " times");
await client.close();
