// node-oidc-provider with everything in memory, as one process: what its data is kept in is left to whoever uses it, and
// so are the pages. PORT and the BENCH_ variables come from the benchmark.
import { generateKeyPairSync, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { text } from 'node:stream/consumers';
import Provider from 'oidc-provider';
import MapAdapter from './map-adapter.mjs';

const RESOURCE = 'https://api.example.com/';
const HOUR = 60 * 60;
const env = process.env;
const issuer = `http://127.0.0.1:${env.PORT}`;

const salt = randomBytes(16);
const password = scryptSync(env.BENCH_PASSWORD, salt, 32);

const provider = new Provider(issuer, {
  adapter: MapAdapter,
  clients: [
    {
      client_id: env.BENCH_CLIENT,
      client_secret: env.BENCH_SECRET,
      grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
      redirect_uris: [env.BENCH_REDIRECT_URI],
      response_types: ['code'],
      scope: 'openid playlist.read',
      id_token_signed_response_alg: 'ES256',
    },
  ],
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, client, oneOf) => oneOf ?? RESOURCE,
      getResourceServerInfo: () => ({
        scope: 'playlist.read',
        audience: RESOURCE,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
      // Its UserInfo refuses tokens for a resource, and its introspection knows no JWT. So the code gives an opaque token
      // for these two; client credentials and refresh sign a JWT.
      useGrantedResource: (ctx, model) => model.kind === 'RefreshToken',
    },
  },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  interactions: { url: (ctx, interaction) => `/sign-in/${interaction.uid}` },
  jwks: { keys: [{ ...key(), kid: 'bench', use: 'sig', alg: 'ES256' }] },
  scopes: ['openid', 'playlist.read'],
  // The others rotate and need no `offline_access` either.
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  expiresWithSession: () => false,
  loadExistingGrant: agreed,
  ttl: {
    AccessToken: HOUR,
    ClientCredentials: HOUR,
    Grant: 24 * HOUR,
    IdToken: HOUR,
    Interaction: HOUR,
    RefreshToken: 24 * HOUR,
    Session: 24 * HOUR,
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/sign-in/')) {
    return next();
  }
  if (ctx.method === 'POST') {
    const form = new URLSearchParams(await text(ctx.req));
    if (form.get('username') === env.BENCH_PERSON && knows(form.get('password') ?? '')) {
      ctx.respond = false;
      return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: env.BENCH_PERSON } });
    }
  }
  await provider.interactionDetails(ctx.req, ctx.res);
  ctx.type = 'html';
  ctx.body = `<!doctype html><title>Sign in</title>
<form method="post" action="${ctx.path}"><input name="username"><input name="password" type="password"><button>Sign in</button></form>`;
});

provider.listen(Number(env.PORT), '127.0.0.1');

// The client is one of the house, so that nobody is asked.
async function agreed(ctx) {
  const { client, session } = ctx.oidc;
  const id = session.grantIdFor(client.clientId);
  if (id) {
    return provider.Grant.find(id);
  }
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid playlist.read');
  grant.addResourceScope(RESOURCE, 'playlist.read');
  await grant.save();
  return grant;
}

function knows(said) {
  return timingSafeEqual(scryptSync(said, salt, 32), password);
}

function key() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
}
