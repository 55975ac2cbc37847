// openid-client from discovery to UserInfo. Arguments: issuer, client_id, client_secret, redirect_uri.
import * as openid from "openid-client";
import { Person } from "./person.mjs";

const [issuer, clientId, secret, redirectUri] = process.argv.slice(2);
const config = await openid.discovery(
  new URL(issuer), clientId, secret, openid.ClientSecretPost(secret),
  { execute: [openid.allowInsecureRequests] });
console.log("discovered " + config.serverMetadata().issuer);

const alice = new Person("alice", "wonderland-42", (u) => u.href.startsWith(redirectUri));

async function signIn(parameters, checks = {}, urlOf = openid.buildAuthorizationUrl) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const expectedNonce = openid.randomNonce();
  const url = await urlOf(config, {
    redirect_uri: redirectUri,
    scope: "openid email offline_access playlist.read",
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
    ...parameters,
  });
  return openid.authorizationCodeGrant(
    config, await alice.approve(url),
    { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true, ...checks });
}

const tokens = await signIn({});
console.log("authorization_code " + tokens.scope);
const userInfo = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
console.log("userinfo " + userInfo.email);

const again = await signIn({ max_age: "0" }, { maxAge: 0 });
if (again.claims().auth_time < tokens.claims().auth_time) throw new Error("auth_time went back");
console.log("max_age " + (again.claims().sub === tokens.claims().sub));

const pushed = await signIn({}, {}, openid.buildAuthorizationUrlWithPAR);
console.log("pushed " + pushed.scope);

const fresh = await openid.refreshTokenGrant(config, again.refresh_token);
console.log("refresh_token " + fresh.scope);

const own = await openid.clientCredentialsGrant(config, { scope: "playlist.read" });
console.log("client_credentials " + own.scope);

await openid.tokenRevocation(config, fresh.refresh_token);
const asked = await openid.tokenIntrospection(config, fresh.access_token);
console.log("revoked " + !asked.active);
