import { ApiError } from '../../platform/errors/api-error.ts';
import { apiError } from '../catalogue.ts';
import { type EmailIdentity, readEmail } from '../users/identifiers.ts';
import type { OAuthAccount } from '../users/oauth-registrations.ts';
import type { ProviderIdentity, ProviderName } from './provider-client.ts';
import { providers } from './providers/index.ts';
import type { ProviderSlug } from './providers/slugs.ts';

/** OpenID Connect Core section 2 has 255 characters; some providers of OAuth alone take more. */
const MAX_SUBJECT = 512;
/** What a user object shows may not grow with what a provider says. */
const MAX_TEXT = 2_048;
const MAX_NAME = 200;

/** The account as a user has it. */
export function accountOf({
  provider,
  identity,
}: {
  provider: ProviderSlug;
  identity: ProviderIdentity;
}): OAuthAccount {
  const { subject, pictureUrl, locale } = identity;
  if (subject === '' || subject.length > MAX_SUBJECT || /[\p{Cc}\p{Cs}]/u.test(subject)) {
    throw apiError('oauth_flow_callback_error');
  }
  return {
    provider,
    data: {
      provider_type: providers[provider].displayName,
      provider_subject: subject,
      profile_picture_url: pictureUrl.length > MAX_TEXT ? '' : pictureUrl,
      locale: locale.length > MAX_TEXT ? '' : locale,
    },
  };
}

/** The address where the provider guarantees it; what is no address of ours counts for none. */
export function vouchedEmail(identity: ProviderIdentity): EmailIdentity | undefined {
  if (!identity.emailVerified || identity.email === undefined) return undefined;
  try {
    return readEmail(identity.email);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** Without what our own names may not hold. */
export function nameOf({ name }: ProviderIdentity): ProviderName {
  const clean = (text: string) =>
    text
      .replace(/[\u200b\u2060\ufeff]|\p{Cc}/gu, '')
      .trim()
      .slice(0, MAX_NAME);
  return {
    first_name: clean(name.first_name),
    middle_name: clean(name.middle_name),
    last_name: clean(name.last_name),
  };
}
