import type { Vault } from '../../platform/crypto/vault.ts';

/** Where a seed or a recovery code lives: what its sealed form is bound to. */
export interface TotpVault {
  sealSecret(environmentId: string, factorId: string, secret: string): string;
  openSecret(environmentId: string, factorId: string, sealed: string): string;
  sealCode(environmentId: string, codeId: string, code: string): string;
  openCode(environmentId: string, codeId: string, sealed: string): string;
  /** What a new recovery code is looked up by. */
  codeMac(environmentId: string, factorId: string, code: string): string;
  /** What the MAC of a stored one may be, newest master key first. */
  codeMacs(environmentId: string, factorId: string, code: string): string[];
  isStale(sealed: string): boolean;
}

export function createTotpVault(vault: Vault): TotpVault {
  const secretPlace = (environmentId: string, factorId: string) => ({
    table: 'totps',
    column: 'secret',
    row: `${environmentId}/${factorId}`,
  });
  const codePlace = (environmentId: string, codeId: string) => ({
    table: 'totp_recovery_codes',
    column: 'code',
    row: `${environmentId}/${codeId}`,
  });
  const purpose = (environmentId: string, factorId: string) =>
    `totp_recovery_codes/${environmentId}/${factorId}`;

  return {
    sealSecret: (environmentId, factorId, secret) =>
      vault.seal(secretPlace(environmentId, factorId), secret),
    openSecret: (environmentId, factorId, sealed) =>
      vault.open(secretPlace(environmentId, factorId), sealed),
    sealCode: (environmentId, codeId, code) => vault.seal(codePlace(environmentId, codeId), code),
    openCode: (environmentId, codeId, sealed) =>
      vault.open(codePlace(environmentId, codeId), sealed),
    codeMac: (environmentId, factorId, code) => vault.mac(purpose(environmentId, factorId), code),
    codeMacs: (environmentId, factorId, code) => vault.macs(purpose(environmentId, factorId), code),
    isStale: (sealed) => vault.isStale(sealed),
  };
}
