// node-oidc-provider with all that our libraries can do with it. Clients register themselves, and anybody signs in with
// any password on its own pages for development. PORT says where.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider from 'oidc-provider';

const env = process.env;
const issuer = `http://127.0.0.1:${env.PORT}`;
const encryption = ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'];

const provider = new Provider(issuer, {
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
  clientDefaults: { response_types: ['code'], grant_types: ['authorization_code'] },
  enabledJWA: {
    idTokenEncryptionAlgValues: encryption,
    userinfoEncryptionAlgValues: encryption,
    authorizationEncryptionAlgValues: encryption,
  },
  features: {
    backchannelLogout: { enabled: true },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    encryption: { enabled: true },
    introspection: { enabled: true },
    jwtIntrospection: { enabled: true },
    jwtResponseModes: { enabled: true },
    jwtUserinfo: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    registration: { enabled: true },
    registrationManagement: { enabled: true },
    requestObjects: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // The name of an API says what its tokens are.
      getResourceServerInfo: (ctx, resource) => ({
        scope: 'playlist.read playlist.write',
        audience: resource,
        ...(resource.startsWith('https://opaque.')
          ? { accessTokenFormat: 'opaque' }
          : { accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
      }),
    },
    revocation: { enabled: true },
  },
  // It sends nothing to addresses of this machine otherwise.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  findAccount: (ctx, sub) => ({
    accountId: sub,
    claims: () => ({ sub, name: 'Alice Liddell', email: 'alice@example.com' }),
  }),
  issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
  jwks: { keys: [key('rsa', { modulusLength: 2048 }, 'RS256'), key('ec', { namedCurve: 'P-256' }, 'ES256')] },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  scopes: ['openid', 'offline_access', 'profile', 'email', 'playlist.read', 'playlist.write'],
});

provider.listen(Number(env.PORT), '127.0.0.1');

function key(type, options, alg) {
  return { ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), kid: type, use: 'sig', alg };
}
