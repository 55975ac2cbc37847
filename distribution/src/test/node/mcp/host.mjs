// What a host adds to the SDK: a store in memory, and a browser with Alice in front of it.
import { Person } from "./person.mjs";

const CALLBACK = "http://127.0.0.1:8765/callback";

export class Host {
  redirectUrl = CALLBACK;
  asked = [];
  kept = {};

  constructor(metadata, clientMetadataUrl) {
    this.clientMetadata = { client_name: "Host", redirect_uris: [CALLBACK], ...metadata };
    this.clientMetadataUrl = clientMetadataUrl;
    this.alice = new Person("alice", "wonderland-42", (u) => u.href.startsWith(CALLBACK));
  }

  state = () => "state-of-this-host";
  clientInformation = () => this.kept.client;
  saveClientInformation = (client) => { this.kept.client = client; };
  tokens = () => this.kept.tokens;
  saveTokens = (tokens) => { this.kept.tokens = tokens; };
  codeVerifier = () => this.kept.verifier;
  saveCodeVerifier = (verifier) => { this.kept.verifier = verifier; };
  discoveryState = () => this.kept.discovery;
  saveDiscoveryState = (discovery) => { this.kept.discovery = discovery; };

  async redirectToAuthorization(url) {
    this.asked.push(url.searchParams);
    this.answer = (await this.alice.approve(url)).searchParams;
    if (!this.answer.has("code")) throw new Error("no code: " + this.answer);
  }

  /** The scope of the access token at hand, in order. */
  get scope() {
    return this.kept.tokens.scope.split(" ").sort().join(" ");
  }

  /** The claims of the access token at hand. */
  get claims() {
    return JSON.parse(atob(this.kept.tokens.access_token.split(".")[1]));
  }

  /** As if its time were up. */
  spoilAccessToken() {
    this.kept.tokens = { ...this.kept.tokens, access_token: "spoilt" };
  }
}

export const text = (result) => result.content.map((part) => part.text).join("\n");
