import { hashToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { MagicLinkTable } from '../../platform/db/schema.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import * as store from './magic-link.store.ts';

/** The link of a token, used up, expired or not; confirmed. Undefined where none was issued. */
export async function findLink(
  database: Database,
  environment: Environment,
  token: string,
): Promise<MagicLinkTable | undefined> {
  const hash = hashToken(token);
  const { version, link } = await store.findMagicLink(database, environment.id, hash);
  confirmVersion(environment, version);
  return link && safeEqual(link.token_hash, hash) ? link : undefined;
}

export const isLive = (link: MagicLinkTable, now: number): boolean =>
  link.used_at === null && link.expires_at > now;
