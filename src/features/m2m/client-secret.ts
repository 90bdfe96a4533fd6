import { hashToken, newToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { Vault } from '../../platform/crypto/vault.ts';

/** The two columns of a secret. */
export interface StoredSecret {
  hash: string;
  lastFour: string;
}

/**
 * Secrets of M2M clients. A generated one has 264 random bits, so that its SHA-256 may lie open. One
 * that the caller chose may have far fewer: its hash is sealed, so that a stolen database is of no
 * use for guessing, and checking it stays cheap.
 */
export interface ClientSecrets {
  /** Shown once. */
  generate(): { secret: string; stored: StoredSecret };
  chosen(environmentId: string, clientId: string, secret: string): StoredSecret;
  matches(environmentId: string, clientId: string, stored: string, given: string): boolean;
  /** The stored text under the newest master key; undefined where it is already, or lies open. */
  reseal(environmentId: string, clientId: string, stored: string): string | undefined;
}

const lastFour = (secret: string): string => secret.slice(-4);

/** A hash in base64url has no dot, a sealed text has one. */
const isSealed = (stored: string): boolean => stored.includes('.');

export function createClientSecrets(vault: Vault): ClientSecrets {
  // Only the first secret of a client is chosen, and it stays in its column until it goes.
  const place = (environmentId: string, clientId: string) => ({
    table: 'm2m_clients',
    column: 'secret_hash',
    row: `${environmentId}/${clientId}`,
  });
  return {
    generate() {
      const secret = newToken();
      return { secret, stored: { hash: hashToken(secret), lastFour: lastFour(secret) } };
    },
    chosen: (environmentId, clientId, secret) => ({
      hash: vault.seal(place(environmentId, clientId), hashToken(secret)),
      lastFour: lastFour(secret),
    }),
    matches(environmentId, clientId, stored, given) {
      const hash = isSealed(stored) ? vault.open(place(environmentId, clientId), stored) : stored;
      return safeEqual(hash, hashToken(given));
    },
    reseal(environmentId, clientId, stored) {
      if (!isSealed(stored) || !vault.isStale(stored)) return undefined;
      const where = place(environmentId, clientId);
      return vault.seal(where, vault.open(where, stored));
    },
  };
}
