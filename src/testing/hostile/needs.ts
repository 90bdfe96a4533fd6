/**
 * What takes long to make and only some operations stand on, by the ids of those. For all others
 * the attacker goes on with what was made once: as hostile values dead ids are as good as live ones.
 */
const neededBy = {
  passwords: /^passwords\.|^users\.delete_password/,
  secondFactors: /^(totps|webauthn|crypto_wallets)\./,
  m2m: /^(m2m|oauth2)\./,
  connectedApps: /^(connected_apps|idp|oauth2)\.|connected_app|^sessions\.exchange_access_token/,
  oauth: /^oauth\./,
  trustedTokens: /^sessions\.attest/,
} as const;

export type Needed = keyof typeof neededBy;
export type Needs = (what: Needed) => boolean;

export const everything: Needs = () => true;

export const needsOf =
  (operationId: string): Needs =>
  (what) =>
    neededBy[what].test(operationId);
