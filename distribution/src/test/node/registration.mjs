// Clients that register themselves by oauth4webapi and openid-client. Arguments: issuer, redirect_uri.
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { Person } from "./person.mjs";

const [issuer, redirectUri] = process.argv.slice(2);
const options = { [oauth.allowInsecureRequests]: true };
const as = await oauth.processDiscoveryResponse(
  new URL(issuer),
  await oauth.discoveryRequest(new URL(issuer), options),
);
const metadata = { redirect_uris: [redirectUri], client_name: "Stranger" };
const told = await oauth.processDynamicClientRegistrationResponse(
  await oauth.dynamicClientRegistrationRequest(as, metadata, options),
);
console.log("oauth4webapi " + told.token_endpoint_auth_method);

const authorization = { Authorization: "Bearer " + told.registration_access_token };
const read = await fetch(told.registration_client_uri, { headers: authorization });
console.log(`read ${read.status} ${(await read.json()).client_name}`);
const update = await fetch(told.registration_client_uri, {
  method: "PUT",
  headers: { ...authorization, "Content-Type": "application/json" },
  body: JSON.stringify({ ...metadata, client_id: told.client_id, client_name: "Changed" }),
});
console.log(`updated ${update.status} ${(await update.json()).client_name}`);
const gone = await fetch(told.registration_client_uri, { method: "DELETE", headers: authorization });
const after = await fetch(told.registration_client_uri, { headers: authorization });
console.log(`deleted ${gone.status} ${after.status}`);

const config = await openid.dynamicClientRegistration(
  new URL(issuer),
  { ...metadata, grant_types: ["authorization_code", "refresh_token"] },
  undefined,
  { execute: [openid.allowInsecureRequests] },
);
const verifier = openid.randomPKCECodeVerifier();
const state = openid.randomState();
const url = openid.buildAuthorizationUrl(config, {
  redirect_uri: redirectUri,
  scope: "openid offline_access playlist.read",
  code_challenge: await openid.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
});
const alice = new Person("alice", "wonderland-42", (u) => u.href.startsWith(redirectUri));
const tokens = await openid.authorizationCodeGrant(config, await alice.approve(url), {
  pkceCodeVerifier: verifier,
  expectedState: state,
});
const fresh = await openid.refreshTokenGrant(config, tokens.refresh_token);
console.log("openid-client " + fresh.scope);
