import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import type { FactorOf } from '../users/factor.ts';
import { factorWireId } from '../users/present-user.ts';
import { providers } from './providers/index.ts';
import { isProviderSlug } from './providers/slugs.ts';

/** Of three providers the browser SDK spells the member without the underscore (core 2.8). */
const otherSpelling = (key: string): string =>
  key.replace('git_lab', 'gitlab').replace('linked_in', 'linkedin').replace('tik_tok', 'tiktok');

/** The session's note of the proof (behaviour-core 2.8). */
export function provenFactor(
  environment: Environment,
  registration: FactorOf<'oauth'>,
  email: FactorOf<'email'> | undefined,
): ProvenFactor {
  const id = factorWireId(environment.kind, registration);
  const { provider_subject } = registration.data;
  const provider = registration.identifier.slice(0, registration.identifier.indexOf(':'));
  // An OpenID provider of the operator's own is no provider of the API; clients know it as SSO.
  if (!isProviderSlug(provider) || provider === 'oidc') {
    return {
      type: 'sso',
      delivery_method: 'sso_oidc',
      oidc_sso_factor: { id, provider_id: 'oidc', external_id: provider_subject },
    };
  }
  const detail = {
    id,
    provider_subject,
    ...(email && { email_id: factorWireId(environment.kind, email) }),
  };
  const { factorKey } = providers[provider];
  return {
    type: 'oauth',
    delivery_method: `oauth_${provider}`,
    [factorKey]: detail,
    [otherSpelling(factorKey)]: detail,
  };
}
