// oauth4webapi from discovery to UserInfo. Arguments: issuer, client_id, client_secret, redirect_uri.
import * as oauth from "oauth4webapi";
import { Person } from "./person.mjs";

const [issuer, clientId, secret, redirectUri] = process.argv.slice(2);
const options = { [oauth.allowInsecureRequests]: true };
const client = { client_id: clientId };
const basic = oauth.ClientSecretBasic(secret);

for (const algorithm of ["oauth2", "oidc"]) {
  const found = await oauth.discoveryRequest(new URL(issuer), { algorithm, ...options });
  await oauth.processDiscoveryResponse(new URL(issuer), found);
}
const as = await oauth.processDiscoveryResponse(
  new URL(issuer),
  await oauth.discoveryRequest(new URL(issuer), options),
);
console.log("discovered " + as.issuer);

const own = await oauth.processClientCredentialsResponse(
  as,
  client,
  await oauth.clientCredentialsGrantRequest(as, client, basic, { scope: "playlist.read" }, options),
);
console.log("client_credentials " + own.scope);

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const nonce = oauth.generateRandomNonce();
const url = new URL(as.authorization_endpoint);
url.search = new URLSearchParams({
  client_id: clientId,
  redirect_uri: redirectUri,
  response_type: "code",
  scope: "openid profile email offline_access playlist.read",
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
});
const alice = new Person("alice", "wonderland-42", (u) => u.href.startsWith(redirectUri));
const callback = oauth.validateAuthResponse(as, client, await alice.approve(url), state);
const tokens = await oauth.processAuthorizationCodeResponse(
  as,
  client,
  await oauth.authorizationCodeGrantRequest(
    as, client, basic, callback, redirectUri, verifier, options),
  { expectedNonce: nonce, requireIdToken: true },
);
const claims = oauth.getValidatedIdTokenClaims(tokens);
console.log("authorization_code " + tokens.scope);

const userInfo = await oauth.processUserInfoResponse(
  as, client, claims.sub, await oauth.userInfoRequest(as, client, tokens.access_token, options));
console.log("userinfo " + userInfo.name);

const fresh = await oauth.processRefreshTokenResponse(
  as,
  client,
  await oauth.refreshTokenGrantRequest(as, client, basic, tokens.refresh_token, options),
);
if (fresh.refresh_token === tokens.refresh_token) throw new Error("the refresh token is the same");
console.log("refresh_token " + fresh.scope);

// RFC 9126: the same by a request that is pushed, once.
const pushedVerifier = oauth.generateRandomCodeVerifier();
const pushed = await oauth.processPushedAuthorizationResponse(
  as,
  client,
  await oauth.pushedAuthorizationRequest(as, client, basic, {
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid playlist.read",
    code_challenge: await oauth.calculatePKCECodeChallenge(pushedVerifier),
    code_challenge_method: "S256",
    state,
  }, options),
);
const pushedUrl = new URL(as.authorization_endpoint);
pushedUrl.search = new URLSearchParams({ client_id: clientId, request_uri: pushed.request_uri });
const answer = oauth.validateAuthResponse(as, client, await alice.approve(pushedUrl), state);
const byPush = await oauth.processAuthorizationCodeResponse(
  as,
  client,
  await oauth.authorizationCodeGrantRequest(
    as, client, basic, answer, redirectUri, pushedVerifier, options),
);
console.log(`pushed ${pushed.expires_in} ${byPush.scope}`);

const request = new Request("https://api.example.com/", {
  headers: { authorization: "Bearer " + fresh.access_token },
});
const aud = JSON.parse(atob(fresh.access_token.split(".")[1])).aud;
const accepted = await oauth.validateJwtAccessToken(
  as, request, aud.find((a) => a !== issuer), options);
console.log("RFC 9068 " + accepted.client_id);

const before = await oauth.processIntrospectionResponse(
  as, client, await oauth.introspectionRequest(as, client, basic, fresh.access_token, options));
await oauth.processRevocationResponse(
  await oauth.revocationRequest(as, client, basic, fresh.refresh_token, options));
const after = await oauth.processIntrospectionResponse(
  as, client, await oauth.introspectionRequest(as, client, basic, fresh.access_token, options));
console.log(`introspection ${before.active}, revoked ${!after.active}`);
