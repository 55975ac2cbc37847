// FAPI 2.0 over TLS, by DPoP with nonces of the server, and by certificates. Arguments: issuer, redirect_uri, files with
// the private key that signs as a JWK, and with the certificate and key of the client in PEM. NODE_EXTRA_CA_CERTS
// has who vouches for the server.
import { readFileSync } from "node:fs";
import https from "node:https";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { Person } from "./person.mjs";

const [issuer, redirectUri, signingFile, certificateFile, keyFile] = process.argv.slice(2);
const as = await oauth.processDiscoveryResponse(
  new URL(issuer), await oauth.discoveryRequest(new URL(issuer)));
const jwk = JSON.parse(readFileSync(signingFile, "utf8"));
const signing = {
  key: await crypto.subtle.importKey(
    "jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]),
  kid: jwk.kid,
};
const alice = new Person("alice", "wonderland-42", (u) => u.href.startsWith(redirectUri));

/** Asks, and once more where the answer brings a nonce. */
async function withNonce(work) {
  try {
    return await work();
  } catch (e) {
    if (!oauth.isDPoPNonceError(e)) throw e;
    nonces++;
    return work();
  }
}
let nonces = 0;

async function requested(verifier, state) {
  return {
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid offline_access playlist.read",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
  };
}

function pushedUrl(client, pushed) {
  const url = new URL(as.authorization_endpoint);
  url.search = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri });
  return url;
}

// FAPI 2.0 Security Profile: private_key_jwt, PAR, DPoP.
{
  const client = { client_id: "bank" };
  const authentication = oauth.PrivateKeyJwt(signing);
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const parameters = await requested(verifier, state);
  const pushed = await withNonce(async () => oauth.processPushedAuthorizationResponse(
    as, client,
    await oauth.pushedAuthorizationRequest(as, client, authentication, parameters, { DPoP })));
  const callback = oauth.validateAuthResponse(
    as, client, await alice.approve(pushedUrl(client, pushed)), state);
  const tokens = await withNonce(async () => oauth.processAuthorizationCodeResponse(
    as, client,
    await oauth.authorizationCodeGrantRequest(
      as, client, authentication, callback, redirectUri, verifier, { DPoP })));
  const sub = oauth.getValidatedIdTokenClaims(tokens).sub;
  const userInfo = await withNonce(async () => oauth.processUserInfoResponse(
    as, client, sub, await oauth.userInfoRequest(as, client, tokens.access_token, { DPoP })));
  const fresh = await withNonce(async () => oauth.processRefreshTokenResponse(
    as, client,
    await oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token, { DPoP })));
  console.log(`fapi ${tokens.token_type} ${userInfo.sub === sub} ${fresh.token_type} ${nonces > 0}`);
}

// FAPI 2.0 Message Signing: the request and the answer are signed as well.
{
  const client = { client_id: "signing", authorization_signed_response_alg: "ES256" };
  const authentication = oauth.PrivateKeyJwt(signing);
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const request = await oauth.issueRequestObject(
    as, client, { ...(await requested(verifier, state)), response_mode: "jwt" }, signing);
  const pushed = await withNonce(async () => oauth.processPushedAuthorizationResponse(
    as, client,
    await oauth.pushedAuthorizationRequest(as, client, authentication, { request }, { DPoP })));
  const callback = await oauth.validateJwtAuthResponse(
    as, client, await alice.approve(pushedUrl(client, pushed)), state);
  const tokens = await withNonce(async () => oauth.processAuthorizationCodeResponse(
    as, client,
    await oauth.authorizationCodeGrantRequest(
      as, client, authentication, callback, redirectUri, verifier, { DPoP })));
  console.log("message signing " + tokens.token_type);
}

// The same by openid-client, which asks again by itself where a nonce is wanted.
{
  const config = await openid.discovery(
    new URL(issuer), "bank", undefined, openid.PrivateKeyJwt(signing));
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair("ES256"));
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const url = await openid.buildAuthorizationUrlWithPAR(
    config, await requested(pkceCodeVerifier, expectedState), { DPoP });
  const tokens = await openid.authorizationCodeGrant(
    config, await alice.approve(url), { pkceCodeVerifier, expectedState }, {}, { DPoP });
  console.log("openid-client fapi " + tokens.token_type);
}

/** A fetch that shows a certificate. RFC 8705. */
function fetchWithCertificate(url, { method = "GET", headers = {}, body }) {
  const cert = readFileSync(certificateFile);
  const key = readFileSync(keyFile);
  return new Promise((resolve, reject) => {
    const call = https.request(
      url, { method, headers: Object.fromEntries(new Headers(headers)), cert, key }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => {
          const fields = new Headers();
          for (let i = 0; i < answer.rawHeaders.length; i += 2) {
            fields.append(answer.rawHeaders[i], answer.rawHeaders[i + 1]);
          }
          resolve(new Response(Buffer.concat(parts), { status: answer.statusCode, headers: fields }));
        });
      });
    call.on("error", reject);
    call.end(body === undefined || body === null ? undefined : String(body));
  });
}

// RFC 8705: the client authenticates with its certificate, and its tokens are bound to it.
{
  const client = { client_id: "certified", use_mtls_endpoint_aliases: true };
  const shown = { [oauth.customFetch]: fetchWithCertificate };
  const authentication = oauth.TlsClientAuth();
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const pushed = await oauth.processPushedAuthorizationResponse(
    as, client,
    await oauth.pushedAuthorizationRequest(
      as, client, authentication, await requested(verifier, state), shown));
  const callback = oauth.validateAuthResponse(
    as, client, await alice.approve(pushedUrl(client, pushed)), state);
  const tokens = await oauth.processAuthorizationCodeResponse(
    as, client,
    await oauth.authorizationCodeGrantRequest(
      as, client, authentication, callback, redirectUri, verifier, shown));
  const sub = oauth.getValidatedIdTokenClaims(tokens).sub;
  const userInfo = await oauth.processUserInfoResponse(
    as, client, sub, await oauth.userInfoRequest(as, client, tokens.access_token, shown));
  const without = await oauth.userInfoRequest(as, client, tokens.access_token)
    .then((response) => response.status);
  const confirmed = JSON.parse(atob(tokens.access_token.split(".")[1])).cnf;
  console.log(
    `certificate ${userInfo.sub === sub} without ${without} ${Object.keys(confirmed)}`);
}
