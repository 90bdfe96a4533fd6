// Compares our API description with reference descriptions, where they lie beside the checkout.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runNode } from './run.mjs';

const TOOL = join(ROOT, '..', 'shared', 'tools', 'spec-diff.mjs');
const REFERENCES = join(ROOT, '..', 'shared', 'reference');
/** Differences that are meant, with their reasons. */
const ALLOWED = 'docs/spec-diff-allow.txt';

/** Each reference and the part of it that is built. */
const PARTS = [
  {
    file: 'stytch-consumer-openapi.yml',
    only: '/v1/(users|sessions/(authenticate|revoke|migrate|exchange_access_token|attest|jwks)|sessions$|magic_links|otps|passwords|totps|crypto_wallets|webauthn|oauth/|connected_apps|idp|rbac|m2m|debug)',
  },
  {
    file: 'stytch-management-openapi.yml',
    only: '/pwa/v3/.*/(rbac_policy|jwt_templates|trusted_token_profiles)',
  },
];

/** Whether there is anything to compare with. */
export function canDiffSpec() {
  return existsSync(TOOL) && PARTS.every(({ file }) => existsSync(join(REFERENCES, file)));
}

/** @returns {Promise<number>} exit code */
export async function diffSpec() {
  let code = 0;
  for (const { file, only } of PARTS) {
    const reference = join(REFERENCES, file);
    const args = [TOOL, 'docs/openapi.json', reference, '--only', only, '--allow', ALLOWED];
    code ||= await runNode(args);
  }
  return code;
}
