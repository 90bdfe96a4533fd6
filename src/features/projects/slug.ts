import { randomBytes } from 'node:crypto';

/** In a path as it is, and without a dot: Terraform joins the parts of its ids with dots. */
const SLUG = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

export const isSlug = (text: string): boolean => SLUG.test(text);

const MAX_WORDS = 60;

/** A slug that reads like the name; `fallback` where the name has no letter or digit of ASCII. */
export function slugOf(name: string, fallback: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_WORDS)
    .replace(/^-+|-+$/g, '');
  return words || fallback;
}

/** For a slug that somebody else has already. */
export const withSuffix = (slug: string): string => `${slug}-${randomBytes(4).toString('hex')}`;
