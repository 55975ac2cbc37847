// What oauth4webapi and openid-client can do beside the everyday flow. Arguments: issuer, secret, redirect_uri, files
// with the private keys that sign and that decrypt as JWKs.
import { readFileSync } from "node:fs";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { Person } from "./person.mjs";

const [issuer, secret, redirectUri, signingFile, decryptingFile] = process.argv.slice(2);
const options = { [oauth.allowInsecureRequests]: true };
const as = await oauth.processDiscoveryResponse(
  new URL(issuer), await oauth.discoveryRequest(new URL(issuer), options));
const jwk = JSON.parse(readFileSync(signingFile, "utf8"));
const key = await crypto.subtle.importKey(
  "jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
const signing = { key, kid: jwk.kid };
const payment = {
  type: "payment_initiation",
  instructedAmount: { currency: "EUR", amount: "45.00" },
  creditorName: "Merchant A",
};
const details = JSON.stringify([payment]);
const alice = new Person("alice", "wonderland-42", (u) => u.href.startsWith(redirectUri));

async function challenge(verifier) {
  return {
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  };
}

// RFC 9101 and JARM, by value, with RFC 9396 in the request object.
{
  const client = { client_id: "signer", authorization_signed_response_alg: "ES256" };
  const authentication = oauth.ClientSecretBasic(secret);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const request = await oauth.issueRequestObject(as, client, {
    redirect_uri: redirectUri,
    response_type: "code",
    response_mode: "jwt",
    scope: "openid playlist.read",
    authorization_details: details,
    max_age: "3600",
    claims: JSON.stringify({ id_token: { email: null } }),
    state,
    ...(await challenge(verifier)),
  }, signing);
  const url = new URL(as.authorization_endpoint);
  url.search = new URLSearchParams({ client_id: client.client_id, request });
  const callback = await oauth.validateJwtAuthResponse(
    as, client, await alice.approve(url), state, options);
  const tokens = await oauth.processAuthorizationCodeResponse(
    as, client,
    await oauth.authorizationCodeGrantRequest(
      as, client, authentication, callback, redirectUri, verifier,
      { ...options, additionalParameters: { resource: "https://bank.example.com/" } }),
    { requireIdToken: true, maxAge: 3600 });
  const granted = tokens.authorization_details?.[0];
  console.log(`jar ${oauth.getValidatedIdTokenClaims(tokens).email} ${granted?.creditorName}`);

  // RFC 9701.
  const asking = { ...client, introspection_signed_response_alg: "RS256" };
  const asked = await oauth.processIntrospectionResponse(
    as, asking,
    await oauth.introspectionRequest(
      as, asking, authentication, tokens.access_token, { ...options, requestJwtResponse: true }),
    options);
  console.log(`introspection jwt ${asked.active} ${asked.authorization_details?.[0].type}`);
}

// RFC 8628 by a public client, bound to a key by RFC 9449.
{
  const client = { client_id: "tv" };
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
  const device = await oauth.processDeviceAuthorizationResponse(
    as, client,
    await oauth.deviceAuthorizationRequest(
      as, client, oauth.None(), { scope: "playlist.read" }, options));
  const poll = async () => oauth.processDeviceCodeResponse(
    as, client,
    await oauth.deviceCodeGrantRequest(
      as, client, oauth.None(), device.device_code, { ...options, DPoP }));
  const pending = await poll().catch((e) => e.error);
  await new Person("alice", "wonderland-42", () => false)
    .approve(device.verification_uri_complete, (html) => !html.includes("<form"));
  await new Promise((r) => setTimeout(r, device.interval * 1000));
  const tokens = await poll();
  console.log(`device ${pending} ${tokens.token_type} ${tokens.scope}`);

  // RFC 8693, by another client.
  const exchanger = { client_id: "exchanger" };
  const bearer = await oauth.processDeviceCodeResponse(as, client, await subject(client));
  const exchanged = await oauth.processGenericTokenEndpointResponse(
    as, exchanger,
    await oauth.genericTokenEndpointRequest(
      as, exchanger, oauth.ClientSecretBasic(secret),
      "urn:ietf:params:oauth:grant-type:token-exchange",
      {
        subject_token: bearer.access_token,
        subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
        resource: "https://api.example.com/",
      }, options));
  console.log(`exchange ${exchanged.issued_token_type} ${exchanged.scope}`);
}

async function subject(client) {
  const device = await oauth.processDeviceAuthorizationResponse(
    as, client,
    await oauth.deviceAuthorizationRequest(
      as, client, oauth.None(), { scope: "playlist.read" }, options));
  await new Person("alice", "wonderland-42", () => false)
    .approve(device.verification_uri_complete, (html) => !html.includes("<form"));
  return oauth.deviceCodeGrantRequest(as, client, oauth.None(), device.device_code, options);
}

const execute = [openid.allowInsecureRequests];
const basic = openid.ClientSecretBasic(secret);

/** Signs in by a request that urlOf makes, and redeems the code. */
async function signIn(config, urlOf, parameters, grant = {}, send = {}) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const url = await urlOf(config, {
    redirect_uri: redirectUri,
    scope: "openid playlist.read",
    state: expectedState,
    ...(await challenge(pkceCodeVerifier)),
    ...parameters,
  });
  return openid.authorizationCodeGrant(
    config, await alice.approve(url), { pkceCodeVerifier, expectedState, idTokenExpected: true },
    grant, send);
}

// The same by openid-client: JAR and JARM.
{
  const config = await openid.discovery(
    new URL(issuer), "signer", { authorization_signed_response_alg: "ES256" }, basic, { execute });
  openid.useJwtResponseMode(config);
  const tokens = await signIn(
    config, (c, p) => openid.buildAuthorizationUrlWithJAR(c, p, signing),
    { authorization_details: details }, { resource: "https://bank.example.com/" });
  console.log(`openid-client jar ${tokens.authorization_details[0].creditorName}`);
}

// An encrypted ID token, UserInfo and refresh, bound to a key.
{
  const config = await openid.discovery(new URL(issuer), "sealed", {
    id_token_signed_response_alg: "PS256",
    userinfo_signed_response_alg: "ES256",
  }, basic, { execute });
  const own = JSON.parse(readFileSync(decryptingFile, "utf8"));
  openid.enableDecryptingResponses(config, ["A256GCM"], {
    key: await crypto.subtle.importKey(
      "jwk", { ...own, alg: undefined, use: undefined }, { name: "ECDH", namedCurve: "P-256" },
      false, ["deriveBits"]),
    kid: own.kid,
  });
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair("ES256"));
  const tokens = await signIn(
    config, openid.buildAuthorizationUrlWithPAR, { scope: "openid email offline_access" }, {}, { DPoP });
  const sub = tokens.claims().sub;
  const userInfo = await openid.fetchUserInfo(config, tokens.access_token, sub, { DPoP });
  const fresh = await openid.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP });
  console.log(`openid-client sealed ${userInfo.email} ${fresh.token_type}`);
}

// RFC 8628 by openid-client, which polls by itself.
{
  const config = await openid.discovery(
    new URL(issuer), "tv", undefined, openid.None(), { execute });
  const device = await openid.initiateDeviceAuthorization(config, { scope: "playlist.read" });
  await new Person("alice", "wonderland-42", () => false)
    .approve(device.verification_uri_complete, (html) => !html.includes("<form"));
  const tokens = await openid.pollDeviceAuthorizationGrant(config, device);
  console.log("openid-client device " + tokens.scope);
}
