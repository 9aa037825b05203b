// A provider of OpenID Connect (oidc-provider), run by tests/provider.py.
// Whoever gives an address at its form is let in under it; what it says of them stands in the first line it is sent.

import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [modules, origin, algorithm, secret, tokens] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${modules}/${path}`));
const { default: Provider } = await load("oidc-provider/lib/index.js");
const { exportJWK, generateKeyPair } = await load("jose/dist/webapi/index.js");

const claims = JSON.parse((await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value);

const key = async (alg) => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: "sig" };
};

const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

const provider = new Provider(`http://127.0.0.1:${server.address().port}`, {
  clients: [
    {
      client_id: "stoppress",
      ...(secret ? { client_secret: secret } : {}),
      token_endpoint_auth_method: secret ? tokens : "none",
      redirect_uris: [`${origin}/desk/sign-in/elsewhere/done`],
      id_token_signed_response_alg: algorithm,
    },
  ],
  clientAuthMethods: [secret ? tokens : "none"],
  jwks: { keys: [await key("RS256"), await key("ES256")] },
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256", "HS256"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims[id] }) }),
  pkce: { required: () => true },
  cookies: { keys: ["a test's"] },
  features: { devInteractions: { enabled: true } },
});

server.on("request", provider.callback());
console.log(provider.issuer);
