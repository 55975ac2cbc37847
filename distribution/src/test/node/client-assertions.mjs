// Clients that authenticate with JWTs. Arguments: issuer, client secret, file with the private key as a JWK.
import { readFileSync } from "node:fs";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";

const [issuer, secret, file] = process.argv.slice(2);
const jwk = JSON.parse(readFileSync(file, "utf8"));
const algorithm = { name: "ECDSA", namedCurve: "P-256" };
const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]);
const options = { [oauth.allowInsecureRequests]: true };
const as = await oauth.processDiscoveryResponse(
  new URL(issuer), await oauth.discoveryRequest(new URL(issuer), options));

async function ask(client_id, authentication) {
  const client = { client_id };
  const tokens = await oauth.processClientCredentialsResponse(
    as, client, await oauth.clientCredentialsGrantRequest(as, client, authentication, {}, options));
  const asked = await oauth.processIntrospectionResponse(
    as, client,
    await oauth.introspectionRequest(as, client, authentication, tokens.access_token, options));
  return `${tokens.scope} ${asked.active}`;
}

console.log("private_key_jwt " + await ask("keyed", oauth.PrivateKeyJwt({ key, kid: jwk.kid })));
console.log("client_secret_jwt " + await ask("hmac", oauth.ClientSecretJwt(secret)));

const config = await openid.discovery(
  new URL(issuer), "keyed", undefined, openid.PrivateKeyJwt({ key, kid: jwk.kid }),
  { execute: [openid.allowInsecureRequests] });
const tokens = await openid.clientCredentialsGrant(config);
console.log("openid-client " + tokens.scope);
