import { softwareAuthenticator } from '../webauthn/software-authenticator.ts';
import type { Ids } from './world.ts';

const DOMAIN = 'example.com';

/**
 * For a user whose email is proven: a credential that waits to be registered, and one that is and
 * has signed a challenge.
 */
export async function populatePasskeys(
  call: (path: string, body: object) => Promise<Record<string, unknown>>,
  user_id: string,
): Promise<Ids> {
  const start = async (ceremony: string, kind: string) => {
    const started = await call(`/v1/webauthn/${ceremony}/start`, { user_id, domain: DOMAIN });
    return String(started[`public_key_credential_${kind}_options`]);
  };
  const authenticator = softwareAuthenticator();
  const public_key_credential = authenticator.create(await start('register', 'creation'));
  await call('/v1/webauthn/register', { user_id, public_key_credential });
  return {
    passkey_user_id: user_id,
    created_credential: softwareAuthenticator().create(await start('register', 'creation')),
    signed_credential: authenticator.get(await start('authenticate', 'request')),
  };
}
