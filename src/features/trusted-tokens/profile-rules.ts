import { apiError } from '../catalogue.ts';
import type { AttributeMapping, PublicKeyType } from './profile.ts';

export const MAX_PEM_FILES = 5;

/** Ours; only that such limits exist is published. Sizes are in UTF-16 units. */
const LIMITS = { text: 255, url: 2_048, pem: 16_384, mapping: 20 };

const refuse = (message: string): Error =>
  apiError('trusted_token_profile_invalid_request', { message });

const isText = (text: string, limit: number): boolean =>
  text.trim() !== '' && text.length <= limit && !/\p{Cc}/u.test(text);

export function checkProfileName(name: string): void {
  if (!isText(name, LIMITS.text)) throw refuse('name must be 1 to 255 characters.');
}

/** Compared with the claim as it is: often a URL, but any text will do (RFC 7519 section 4.1.1). */
export function checkIssuer(issuer: string): void {
  if (!isText(issuer, LIMITS.url)) throw apiError('invalid_issuer');
}

export function checkAudience(audience: string): void {
  if (!isText(audience, LIMITS.url)) throw refuse('audience must be 1 to 2048 characters.');
}

/** Where it may lead to is checked when it is used. */
export function checkJwksUrl(url: string, allowPlain: boolean): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const web = parsed?.protocol === 'https:' || (allowPlain && parsed?.protocol === 'http:');
  const bare = parsed?.username === '' && parsed.password === '';
  if (!web || !bare || url.length > LIMITS.url) throw apiError('invalid_jwks_url');
}

const PUBLIC_PEM = /^\s*-----BEGIN ((RSA )?PUBLIC KEY|CERTIFICATE)-----[^-]+-----END \1-----\s*$/;

/**
 * The armour only: one text in an official suite is no key inside, and must be kept. What holds no
 * key verifies no token. A private key is refused: it must not lie here.
 */
export function checkPem(text: string): void {
  if (text.length > LIMITS.pem || !PUBLIC_PEM.test(text)) {
    throw refuse('A PEM file must hold one public key or certificate.');
  }
}

/** What names a user's own id; the last two are other names of it for other kinds of projects. */
const EXTERNAL_IDS = ['external_user_id', 'external_member_id', 'external_organization_id'];

/** Names that we do not use are kept: an official client sets `user_id`, for one. */
export function checkMapping(mapping: AttributeMapping): void {
  const entries = Object.entries(mapping);
  const valid = entries.every(
    ([name, claim]) => isText(name, LIMITS.text) && isText(claim, LIMITS.text),
  );
  if (!valid || entries.length > LIMITS.mapping) {
    throw refuse('attribute_mapping must lead from attributes to names of claims.');
  }
  const ids = EXTERNAL_IDS.filter((name) => Object.hasOwn(mapping, name));
  if (ids.length > 1) throw apiError('trusted_token_profile_cannot_have_multiple_external_ids');
  if (ids.length === 1 && ids[0] !== 'external_user_id') {
    throw apiError('trusted_token_profile_incorrect_external_id_mapping', {
      message: `The external id of a user is mapped as external_user_id, not as ${ids[0]}.`,
    });
  }
}

export interface WrittenKeys {
  public_key_type?: PublicKeyType | undefined;
  jwks_url?: string | undefined;
  pem_files?: readonly string[] | undefined;
}

export interface ProfileKeys {
  publicKeyType: PublicKeyType;
  jwksUrl: string | null;
  pemFiles: readonly string[];
}

/** Absent and empty are the same (management-and-dashboard 1.3). */
export function readKeys(written: WrittenKeys, allowPlain: boolean): ProfileKeys {
  const { jwks_url = '', pem_files: pemFiles = [] } = written;
  const publicKeyType = written.public_key_type ?? (pemFiles.length > 0 ? 'PEM' : 'JWK');
  if (publicKeyType === 'JWK') {
    if (pemFiles.length > 0) throw apiError('cannot_add_pem_file_to_non_pem_trusted_token_profile');
    if (jwks_url === '')
      throw apiError('must_have_jwks_url_for_trusted_token_profile_with_type_jwk');
    checkJwksUrl(jwks_url, allowPlain);
    return { publicKeyType, jwksUrl: jwks_url, pemFiles };
  }
  if (jwks_url !== '') throw refuse('A profile with keys of type PEM has no jwks_url.');
  if (pemFiles.length === 0) {
    throw apiError('must_have_pem_files_for_trusted_token_profile_with_type_pem');
  }
  if (pemFiles.length > MAX_PEM_FILES) {
    throw apiError('too_many_pem_files_for_trusted_token_profile');
  }
  for (const text of pemFiles) checkPem(text);
  return { publicKeyType, jwksUrl: null, pemFiles };
}
