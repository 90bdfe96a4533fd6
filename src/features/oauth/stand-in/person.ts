import { createHash } from 'node:crypto';

/** Who logs in, as claims of OpenID Connect Core section 5.1. */
export interface Person {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  given_name?: string;
  family_name?: string;
  picture?: string;
  locale?: string;
}

/** What the page's form, or a test in its place, sends. */
export type PersonForm = Readonly<Record<string, string>>;

const MAX_TEXT = 512;

/** The same address is the same account, as with a real provider. */
const subjectOf = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('hex').slice(0, 24);

/** Undefined where the form names nobody. */
export function readPerson(form: PersonForm): Person | undefined {
  const text = (name: string) => (form[name] ?? '').trim().slice(0, MAX_TEXT);
  const email = text('email');
  const sub = text('subject') || (email && subjectOf(email));
  if (!sub) return undefined;
  const given_name = text('given_name');
  const family_name = text('family_name');
  const name = [given_name, family_name].filter(Boolean).join(' ');
  const optional = { name, given_name, family_name, picture: text('picture') };
  return {
    sub,
    ...(email && { email, email_verified: isOn(form['email_verified']) }),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== '')),
    ...(text('locale') && { locale: text('locale') }),
  };
}

/** A checkbox that is not ticked is not sent. */
const isOn = (value: string | undefined): boolean =>
  value !== undefined && !['', '0', 'false', 'off', 'no'].includes(value.toLowerCase());
