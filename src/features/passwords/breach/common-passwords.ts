import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BreachSource } from './breach-source.ts';

/** Its first 10,000 entries, most common first. */
const HEAD = /\bpasswords: "((?:[^",]+,){9999}[^",]+)/;

/**
 * Reads the text of the module: loading it would keep its lists of English words and names in the
 * memory of the main thread too.
 */
async function readList(): Promise<Set<string>> {
  const { resolve } = createRequire(import.meta.url);
  const text = await readFile(resolve('zxcvbn/lib/frequency_lists'), 'utf8');
  const list = HEAD.exec(text)?.[1];
  if (!list) throw new Error('the password list of zxcvbn is not where it was');
  // Copied out of the file's text, which pieces of it would keep in memory. One has an apostrophe,
  // written with a backslash.
  return new Set(Buffer.from(list.replaceAll('\\', '')).toString().split(','));
}

/**
 * The 10,000 most common passwords in any case, with no network: the head of the frequency list that
 * zxcvbn brings, itself taken from leaks. Read at the first question.
 */
export function createCommonPasswords(): BreachSource {
  let list: Promise<Set<string>> | undefined;
  return {
    async isBreached(password) {
      list ??= readList();
      return (await list).has(password.toLowerCase());
    },
  };
}
