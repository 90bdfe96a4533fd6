import { safeEqual } from '../../platform/crypto/tokens.ts';
import { apiError } from '../catalogue.ts';
import { challengeFor, type SiweParams } from '../crypto-wallets/challenge.ts';
import { readSignature } from '../crypto-wallets/signature.ts';
import { readWallet } from '../crypto-wallets/wallet.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import type { SessionAnswer } from '../sessions/sessions.service.ts';
import { readRecoveryCode, readTotpCode } from '../totps/codes.ts';
import { qrCode } from '../totps/qr-code.ts';
import type { User } from '../users/wire.ts';
import type { SandboxOptions } from './options.ts';

/** The sandbox values of second factors (behaviour-core 10). Ids that no suite knows are ours. */
const TOTP_ID = 'totp-test-5a1f3b8e-3d0c-4c1e-9f57-0b6f0b7f4a11';
const RECOVERY_CODE_ID = 'totp-recovery-code-test-1d8f5c0a-6f0b-4a54-8f9e-2c9d0f3f7b22';
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const TOTP_CODE = '000000';
const RECOVERY_CODES = ['a1b2-c3d4-e5f6'];
const WALLET_ID = 'crypto-wallet-test-9c2f6d7e-8b1a-4f3d-a6c5-7e4d3b2a1c33';
const WALLET_ADDRESS = '0x6df2dB4Fb3DA35d241901Bd53367770BF03123f1';
const WALLET_SIGNATURE = '0x0c4f82edc3c818b6beff4b89e0682994e5878074609903cecdfb';

export interface SandboxIdentity {
  user_id: string;
  user: User;
}
export type SandboxTotpLogin = SandboxIdentity & SessionAnswer & { totp_id: string };
export type SandboxWalletLogin = SandboxIdentity & SessionAnswer;

interface WalletInput {
  crypto_wallet_type: string;
  crypto_wallet_address: string;
}

/** Each answers undefined where the input is none of the sandbox. */
export interface SandboxSecondFactors {
  newTotp(
    environment: Environment,
    userId: string,
  ): Promise<
    | (SandboxIdentity & {
        totp_id: string;
        secret: string;
        qr_code: string;
        recovery_codes: string[];
      })
    | undefined
  >;
  totp(
    environment: Environment,
    userId: string,
    code: string,
    options: SandboxOptions,
  ): Promise<SandboxTotpLogin | undefined>;
  recoveryCodes(
    environment: Environment,
    userId: string,
  ): Promise<
    | {
        user_id: string;
        totps: { totp_id: string; verified: boolean; recovery_codes: string[] }[];
      }
    | undefined
  >;
  totpRecovery(
    environment: Environment,
    userId: string,
    code: string,
    options: SandboxOptions,
  ): Promise<SandboxTotpLogin | undefined>;
  walletStart(
    environment: Environment,
    input: WalletInput & { siwe_params?: SiweParams | undefined },
  ): Promise<{ user_id: string; challenge: string; user_created: boolean } | undefined>;
  wallet(
    environment: Environment,
    input: WalletInput & { signature: string },
    options: SandboxOptions,
  ): Promise<SandboxWalletLogin | undefined>;
}

export interface SandboxParts {
  identity(): SandboxIdentity;
  confirm(environment: Environment): Promise<void>;
  session(
    environment: Environment,
    options: SandboxOptions,
    factor: ProvenFactor,
  ): Promise<SessionAnswer>;
}

export function createSandboxSecondFactors(parts: SandboxParts): SandboxSecondFactors {
  const { identity, confirm, session } = parts;

  const isOurs = (environment: Environment, userId: string): boolean =>
    environment.type === 'TEST' && userId === identity().user_id;

  const isOurWallet = (environment: Environment, input: WalletInput): boolean =>
    environment.type === 'TEST' &&
    input.crypto_wallet_type === 'ethereum' &&
    input.crypto_wallet_address.toLowerCase() === WALLET_ADDRESS.toLowerCase();

  async function login(environment: Environment, options: SandboxOptions, factor: ProvenFactor) {
    await confirm(environment);
    return { ...identity(), ...(await session(environment, options, factor)) };
  }

  return {
    async newTotp(environment, userId) {
      if (!isOurs(environment, userId)) return undefined;
      await confirm(environment);
      const account = identity().user.emails[0]?.email ?? '';
      const picture = await qrCode({ issuer: environment.projectName, account, secret: SECRET });
      return {
        ...identity(),
        totp_id: TOTP_ID,
        secret: SECRET,
        qr_code: picture,
        recovery_codes: RECOVERY_CODES,
      };
    },

    async totp(environment, userId, code, options) {
      if (!isOurs(environment, userId)) return undefined;
      if (readTotpCode(code) !== TOTP_CODE) throw apiError('unable_to_authenticate_totp');
      const answer = await login(environment, options, {
        type: 'totp',
        delivery_method: 'authenticator_app',
        authenticator_app_factor: { totp_id: TOTP_ID },
      });
      return { ...answer, totp_id: TOTP_ID };
    },

    async recoveryCodes(environment, userId) {
      if (!isOurs(environment, userId)) return undefined;
      await confirm(environment);
      const totp = { totp_id: TOTP_ID, verified: true, recovery_codes: RECOVERY_CODES };
      return { user_id: identity().user_id, totps: [totp] };
    },

    async totpRecovery(environment, userId, code, options) {
      if (!isOurs(environment, userId)) return undefined;
      if (!RECOVERY_CODES.includes(readRecoveryCode(code))) {
        throw apiError('unable_to_authenticate_recovery_code');
      }
      const answer = await login(environment, options, {
        type: 'recovery_codes',
        delivery_method: 'recovery_code',
        recovery_code_factor: { totp_recovery_code_id: RECOVERY_CODE_ID },
      });
      return { ...answer, totp_id: TOTP_ID };
    },

    async walletStart(environment, input) {
      if (!isOurWallet(environment, input)) return undefined;
      const { message } = challengeFor(environment, sandboxWallet(), input.siwe_params);
      await confirm(environment);
      return { user_id: identity().user_id, challenge: message, user_created: false };
    },

    async wallet(environment, input, options) {
      if (!isOurWallet(environment, input)) return undefined;
      if (!safeEqual(input.signature, WALLET_SIGNATURE)) {
        readSignature('ethereum', input.signature);
        throw apiError('unable_to_authenticate_crypto_wallet');
      }
      return login(environment, options, {
        type: 'crypto',
        delivery_method: 'crypto_wallet',
        crypto_wallet_factor: {
          crypto_wallet_id: WALLET_ID,
          crypto_wallet_address: WALLET_ADDRESS,
          crypto_wallet_type: 'ethereum',
        },
      });
    },
  };
}

// Whatever its checksum: the address is what the suites send.
const sandboxWallet = () => readWallet('ethereum', WALLET_ADDRESS.toLowerCase());
