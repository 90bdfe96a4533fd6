import type { ProviderIdentity, ProviderName } from '../provider-client.ts';
import type { ClaimPath, ClaimsMap, JsonObject } from '../providers/entry.ts';
import { isJsonObject } from './json-object.ts';

const MAX_SUBJECT = 255;
const MAX_NAME = 200;
const MAX_LOCALE = 35;
const MAX_URL = 2_048;

/** Names may hold dots themselves (`https://slack.com/user_image_512`), so the whole goes first. */
function walk(claims: JsonObject, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (at, name) => (isJsonObject(at) && Object.hasOwn(at, name) ? at[name] : undefined),
      claims,
    );
}

function pick(claims: JsonObject, path: ClaimPath | undefined, isFit: (value: unknown) => boolean) {
  const paths = path === undefined || typeof path === 'string' ? [path ?? ''] : path;
  return paths.map((one) => walk(claims, one)).find(isFit);
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

function text(claims: JsonObject, path: ClaimPath | undefined, maxLength: number): string {
  const found = pick(claims, path, isText);
  if (typeof found !== 'string') return '';
  const clean = found.replace(/\p{Cc}+/gu, ' ').trim();
  return [...clean].slice(0, maxLength).join('');
}

/** Empty where there is none that could name an account. */
function subjectOf(claims: JsonObject, path: ClaimPath): string {
  const found = pick(claims, path, (value) => isText(value) || Number.isSafeInteger(value));
  const subject = String(found ?? '');
  return subject.length > MAX_SUBJECT || /\p{Cc}/u.test(subject) ? '' : subject;
}

function nameOf(claims: JsonObject, map: ClaimsMap): ProviderName {
  const name: ProviderName = {
    first_name: text(claims, map.givenName, MAX_NAME),
    middle_name: text(claims, map.middleName, MAX_NAME),
    last_name: text(claims, map.familyName, MAX_NAME),
  };
  if (name.first_name !== '' || name.last_name !== '') return name;
  const [first = '', ...rest] = text(claims, map.name, MAX_NAME).split(/\s+/);
  return { ...name, first_name: first, last_name: rest.join(' ') };
}

/** Apps show it as it is, so nothing but a web address. */
function pictureOf(claims: JsonObject, path: ClaimPath | undefined): string {
  const found = pick(claims, path, isText);
  if (typeof found !== 'string' || found.length > MAX_URL) return '';
  return URL.canParse(found) && /^https?:$/.test(new URL(found).protocol) ? found : '';
}

/** Some providers write the flag as text. */
const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** Reads an account out of what its provider says, as the map of the provider shows. */
export function readIdentity(
  claims: JsonObject,
  map: ClaimsMap,
): Omit<ProviderIdentity, 'profile' | 'tokens'> {
  const email = pick(claims, map.email, isText);
  const address = typeof email === 'string' ? email.trim() : undefined;
  return {
    subject: subjectOf(claims, map.subject),
    email: address,
    emailVerified: address !== undefined && pick(claims, map.emailVerified, isTrue) !== undefined,
    name: nameOf(claims, map),
    pictureUrl: pictureOf(claims, map.picture),
    locale: text(claims, map.locale, MAX_LOCALE),
  };
}
