import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type JWTPayload, SignJWT } from 'jose';
import type { Deployment } from './deployment.ts';
import { environmentPath, managementApi } from './management.ts';

const ISSUER = 'https://issuer.example.com';
const AUDIENCE = 'https://app.example.com';

/** Everybody may read documents, editors may write them too. */
const POLICY = {
  stytch_user: { permissions: [{ resource_id: 'documents', actions: ['read'] }] },
  custom_roles: [
    {
      role_id: 'editor',
      description: 'Writes',
      permissions: [{ resource_id: 'documents', actions: ['read', 'write'] }],
    },
  ],
  custom_resources: [
    {
      resource_id: 'documents',
      description: 'Texts',
      available_actions: ['read', 'write', 'delete'],
    },
  ],
  custom_scopes: [
    {
      scope: 'write:documents',
      description: '',
      permissions: [{ resource_id: 'documents', actions: ['write'] }],
    },
  ],
};

const M2M_TEMPLATE = '{"tenant": {{ client.trusted_metadata.tenant }}}';

const MAPPING = { email: 'email', token_id: 'jti', external_user_id: 'sub', role_ids: 'groups' };

/** Another system with a key of its own, which signs tokens about one user. */
function otherSystem() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = randomUUID();
  const email = `attested.${subject}@example.com`;
  const sign = (changes: JWTPayload = {}, key = privateKey) => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: subject,
      exp: now + 3_600,
      email,
      groups: ['editor', 'unknown-here'],
      jti: randomUUID(),
      ...changes,
    };
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(key);
  };
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { subject, email, pem, sign };
}

/** What a client program is told of the other system, as JSON. */
async function describe({ subject, email, sign }: ReturnType<typeof otherSystem>) {
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return {
    subject,
    email,
    token: await sign(),
    second_token: await sign(),
    expired: await sign({ exp: Math.floor(Date.now() / 1_000) - 3_600 }),
    of_another_audience: await sign({ aud: 'https://other.example.com' }),
    of_another_issuer: await sign({ iss: 'https://other.example.com' }),
    of_another_key: await sign({}, stranger),
  };
}

/**
 * Does once what an operator does before an application starts: a policy, a template of the claims
 * of M2M tokens, and trust in another system's tokens. Gives the file that tells the client
 * programs, which sign nothing, of that system.
 */
export async function prepareClientWorld(deployment: Deployment): Promise<string> {
  const { credentials, credentialsFile } = deployment;
  const management = managementApi(credentials.base_url, credentials);
  const path = await environmentPath(management, credentials.test.project_id);
  const system = otherSystem();
  const answers = [
    await management.put(`${path}/rbac_policy`, POLICY),
    await management.put(`${path}/jwt_templates/M2M`, { template_content: M2M_TEMPLATE }),
  ];
  const made = await management.post<{ profile: { profile_id: string } }>(
    `${path}/trusted_token_profiles`,
    {
      name: 'Other system',
      issuer: ISSUER,
      audience: AUDIENCE,
      public_key_type: 'PEM',
      pem_files: [system.pem],
      attribute_mapping: MAPPING,
      can_jit_provision: true,
    },
  );
  const refused = [...answers, made].filter(({ status }) => status >= 300);
  if (refused.length > 0) throw new Error(`Not set up: ${JSON.stringify(refused)}`);
  const file = `${credentialsFile}.world.json`;
  const trusted = { profile_id: made.body.profile.profile_id, ...(await describe(system)) };
  writeFileSync(file, JSON.stringify({ trusted }));
  return file;
}
