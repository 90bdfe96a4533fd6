import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Where a sealed value lives. Bound as associated data, so a value cannot be moved. */
export interface SealedPlace {
  table: string;
  column: string;
  /** Primary key of the row, parts joined by the caller in a fixed order. */
  row: string;
}

/** Seals what must be read back (AES-256-GCM). Text form: `<key id>.<base64url nonce|tag|data>`. */
export interface Vault {
  seal(place: SealedPlace, plain: string): string;
  open(place: SealedPlace, sealed: string): string;
  /** Keyed HMAC-SHA-256 under the newest master key, base64url: for values of low entropy. */
  mac(purpose: string, value: string): string;
  /** The same under every master key, newest first: what a stored one may equal. */
  macs(purpose: string, value: string): string[];
  /** True where the value is not under the newest master key. */
  isStale(sealed: string): boolean;
}

interface DerivedKey {
  id: string;
  key: Buffer;
  macKey: Buffer;
}

const NONCE = 12;
const TAG = 16;

function derive(masterKey: Buffer): DerivedKey {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'selvage/vault/v1', 32));
  const id = Buffer.from(hkdfSync('sha256', masterKey, '', 'selvage/vault/key-id', 6));
  const macKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'selvage/vault/mac/v1', 32));
  return { id: id.toString('base64url'), key, macKey };
}

// The length of the purpose goes first, so that no two pairs run into the same text.
const macUnder = ({ macKey }: DerivedKey, purpose: string, value: string): string =>
  createHmac('sha256', macKey).update(`${purpose.length}:${purpose}${value}`).digest('base64url');

const associated = (place: SealedPlace): Buffer =>
  Buffer.from(`${place.table}\u0000${place.column}\u0000${place.row}`);

/**
 * The first master key seals; all of them open. A new key is put in front, values are re-sealed
 * with `selvage keys reseal`, then the old key is taken away.
 */
export function createVault(masterKeys: readonly Buffer[]): Vault {
  const keys = masterKeys.map(derive);
  const newest = keys[0];
  if (!newest) throw new Error('A vault needs at least one master key.');
  return {
    seal(place, plain) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', newest.key, nonce);
      cipher.setAAD(associated(place));
      const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      const packed = Buffer.concat([nonce, cipher.getAuthTag(), data]);
      return `${newest.id}.${packed.toString('base64url')}`;
    },
    open(place, sealed) {
      const dot = sealed.indexOf('.');
      const key = keys.find((candidate) => candidate.id === sealed.slice(0, dot));
      if (!key) throw new Error('A sealed value is under a master key that is not configured.');
      const packed = Buffer.from(sealed.slice(dot + 1), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key.key, packed.subarray(0, NONCE), {
        authTagLength: TAG,
      });
      decipher.setAAD(associated(place));
      decipher.setAuthTag(packed.subarray(NONCE, NONCE + TAG));
      const data = packed.subarray(NONCE + TAG);
      return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
    },
    mac: (purpose, value) => macUnder(newest, purpose, value),
    macs: (purpose, value) => keys.map((key) => macUnder(key, purpose, value)),
    isStale: (sealed) => sealed.slice(0, sealed.indexOf('.')) !== newest.id,
  };
}
