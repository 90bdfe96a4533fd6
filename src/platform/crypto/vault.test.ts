import { describe, expect, test } from 'vitest';
import { createVault, type SealedPlace } from './vault.ts';

const key = (byte: number): Buffer => Buffer.alloc(32, byte);
const place: SealedPlace = { table: 'signing_keys', column: 'private_key', row: 'env/id' };

describe('the vault', () => {
  const vault = createVault([key(1)]);

  test.each(['', 'secret', 'grüße \u0000 😀', 'x'.repeat(100_000)])(
    'opens what it sealed',
    (plain) => {
      const sealed = vault.seal(place, plain);
      expect(vault.open(place, sealed)).toBe(plain);
      if (plain !== '') expect(sealed).not.toContain(plain.slice(0, 6));
    },
  );

  test('never seals twice alike', () => {
    expect(vault.seal(place, 'secret')).not.toBe(vault.seal(place, 'secret'));
  });

  test.each([
    { ...place, table: 'messages' },
    { ...place, column: 'public_jwk' },
    { ...place, row: 'env/other' },
    // The parts are kept apart: moving a border is another place.
    { table: 'signing_keysprivate_key', column: '', row: 'env/id' },
  ])('does not open a value that was moved to another place', (elsewhere) => {
    const sealed = vault.seal(place, 'secret');
    expect(() => vault.open(elsewhere, sealed)).toThrow();
  });

  test('does not open a value with any byte changed, cut or added', () => {
    const sealed = vault.seal(place, 'secret');
    const dot = sealed.indexOf('.') + 1;
    const packed = Buffer.from(sealed.slice(dot), 'base64url');
    for (let index = 0; index < packed.length; index += 1) {
      const changed = Buffer.from(packed);
      changed[index] = (changed[index] as number) ^ 1;
      expect(() =>
        vault.open(place, sealed.slice(0, dot) + changed.toString('base64url')),
      ).toThrow();
    }
    for (const length of [0, 12, 20, 27, packed.length - 1]) {
      const cut = packed.subarray(0, length).toString('base64url');
      expect(() => vault.open(place, sealed.slice(0, dot) + cut)).toThrow();
    }
    const longer = Buffer.concat([packed, Buffer.alloc(1)]).toString('base64url');
    expect(() => vault.open(place, sealed.slice(0, dot) + longer)).toThrow();
  });

  test.each(['', '.', 'plain text', 'abcdefgh.AAAA'])(
    'does not open what it never sealed',
    (text) => {
      expect(() => vault.open(place, text)).toThrow();
    },
  );

  test('needs a master key', () => {
    expect(() => createVault([])).toThrow();
  });
});

describe('a new master key in front', () => {
  const old = createVault([key(1)]);
  const both = createVault([key(2), key(1)]);
  const onlyNew = createVault([key(2)]);

  test('opens values of the old one and seals with the new one', () => {
    const before = old.seal(place, 'secret');
    expect(both.open(place, before)).toBe('secret');
    const after = both.seal(place, 'secret');
    expect(onlyNew.open(place, after)).toBe('secret');
    expect(() => old.open(place, after)).toThrow(/master key/);
    expect(() => onlyNew.open(place, before)).toThrow(/master key/);
  });

  test('tells which values are still under the old one', () => {
    expect(both.isStale(old.seal(place, 'secret'))).toBe(true);
    expect(both.isStale(both.seal(place, 'secret'))).toBe(false);
  });
});
