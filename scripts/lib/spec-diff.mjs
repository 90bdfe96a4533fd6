// Compares our API description with a reference description, where one lies beside the checkout.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runNode } from './run.mjs';

const TOOL = join(ROOT, '..', 'shared', 'tools', 'spec-diff.mjs');
const REFERENCE = join(ROOT, '..', 'shared', 'reference', 'stytch-consumer-openapi.yml');
const ALLOWED = 'docs/spec-diff-allow.txt';
// The part of the API that is built.
const ONLY =
  '/v1/(users|sessions/(authenticate|revoke|migrate|exchange_access_token|attest|jwks)|sessions$|magic_links|otps|passwords|totps|crypto_wallets|webauthn|oauth/|connected_apps|idp|rbac|m2m|debug|impersonation|projects)';

/** Whether there is anything to compare with. */
export function canDiffSpec() {
  return existsSync(TOOL) && existsSync(REFERENCE);
}

/** @returns {Promise<number>} exit code */
export function diffSpec() {
  const allow = existsSync(join(ROOT, ALLOWED)) ? ['--allow', ALLOWED] : [];
  return runNode([TOOL, 'docs/openapi.json', REFERENCE, '--only', ONLY, ...allow]);
}
