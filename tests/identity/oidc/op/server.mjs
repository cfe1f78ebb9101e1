// A certified OpenID provider for the tests: as many issuers as asked for, each on a port of its own.
// In: JSON on standard input {issuers, clients, accounts}. Out: one line, a JSON list of issuers. Only loopback.
// POST /_test/rotate gives an issuer new keys; GET /_test/counts says how often its endpoints were asked.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import Provider, { errors } from 'oidc-provider';

const ALGORITHMS = [
  ['RS256', { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }],
  ['PS256', { name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }],
  ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }],
  ['EdDSA', { name: 'Ed25519' }],
];

async function keys() {
  return Promise.all(ALGORITHMS.map(async ([alg, kind]) => {
    const pair = await crypto.subtle.generateKey(kind, true, ['sign', 'verify']);
    const { key_ops, ext, ...jwk } = await crypto.subtle.exportKey('jwk', pair.privateKey);
    return { ...jwk, alg, use: 'sig', kid: randomUUID() };
  }));
}

async function makeProvider(issuer, { clients, accounts }) {
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys: await keys() },
    cookies: { keys: ['tests only'] }, // the same after a rotation
    claims: {
      openid: ['sub'],
      profile: ['family_name', 'given_name', 'middle_name', 'birthdate', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
      state: ['snils', 'trusted'],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
      userinfo: { enabled: true },
    },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 600, IdToken: 300, Interaction: 600, Session: 600 },
    // its own guard refuses loopback addresses, and the tests listen there
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
    findAccount: (ctx, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
    async loadExistingGrant(ctx) {
      const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile email groups state');
      await grant.save();
      return grant;
    },
  });
  provider.on('server_error', (ctx, error) => console.error(error));
  return provider;
}

const PAGE = '<!doctype html><form method="post"><input name="login"><button>in</button><button name="abort" value="1">cancel</button></form>';

async function body(request) {
  let text = '';
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}

async function interact(provider, request, response) {
  const { prompt } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html');
    response.end(`${PAGE}<p>${prompt.name}</p>`);
    return;
  }
  const form = await body(request);
  const result = form.has('abort')
    ? { error: new errors.AccessDenied().error }
    : { login: { accountId: form.get('login') } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function serve(setup) {
  const server = http.createServer();
  await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let provider = await makeProvider(issuer, setup);
  const counts = {};
  server.on('request', (request, response) => {
    const path = request.url.split('?')[0];
    counts[path] = (counts[path] ?? 0) + 1;
    (async () => {
      if (path === '/_test/rotate') {
        provider = await makeProvider(issuer, setup);
        response.end('rotated');
      } else if (path === '/_test/counts') {
        response.end(JSON.stringify(counts));
      } else if (path.startsWith('/interaction/')) {
        await interact(provider, request, response);
      } else {
        provider.callback()(request, response);
      }
    })().catch((error) => { response.statusCode = 500; response.end(String(error)); });
  });
  return issuer;
}

let given = '';
for await (const part of process.stdin) given += part;
const setup = JSON.parse(given);
const issuers = await Promise.all(Array.from({ length: setup.issuers }, () => serve(setup)));
process.stdout.write(`${JSON.stringify(issuers)}\n`);
