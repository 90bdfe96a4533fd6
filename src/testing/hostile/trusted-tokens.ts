import type { EnvironmentPlace } from '../../features/projects/records.ts';
import { pemFileWireId, profileWireId } from '../../features/trusted-tokens/profile.ts';
import type { TestApp } from '../test-app.ts';
import { issuerKey, MAPPING, pemProfile, signToken } from '../trusted-issuer.ts';
import type { Ids } from './world.ts';

/** Longer than the tests take. */
const DAY = 86_400;

/** A profile that an operator looks after, with one key more than it needs. */
export async function makeProfile({ services }: TestApp, place: EnvironmentPlace): Promise<Ids> {
  const [first, second] = [issuerKey('first'), issuerKey('second')];
  const issuer = `https://${place.projectSlug}.issuer.example.com`;
  const { environment, profile } = await services.trustedTokens.createProfile(place, {
    ...pemProfile(first, second),
    issuer,
    name: `${place.projectSlug}-issuer`,
    public_key_type: 'PEM',
  });
  return {
    profile_id: profileWireId(environment.kind, profile.id),
    pem_file_id: pemFileWireId(environment.kind, profile.pemFiles[0]?.id ?? ''),
    issuer,
    public_key: first.pem,
    // No request may go there.
    jwks_url: 'https://127.0.0.1:9/keys',
  };
}

/** A profile of the environment that logs in, and a token that it vouches for. */
export async function populateTrustedTokens(
  { services }: TestApp,
  place: EnvironmentPlace,
  name: string,
  email: string,
): Promise<Ids> {
  const key = issuerKey(name);
  const { environment, profile } = await services.trustedTokens.createProfile(place, {
    ...pemProfile(key),
    public_key_type: 'PEM',
    attribute_mapping: MAPPING,
    can_jit_provision: true,
  });
  const exp = Math.floor(Date.now() / 1_000) + DAY;
  return {
    attest_profile_id: profileWireId(environment.kind, profile.id),
    trusted_token: await signToken(key, { email, exp }),
  };
}
