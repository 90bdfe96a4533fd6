import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionArguments, sessionResponse } from '../../sessions/wire.ts';
import { presentUser } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';
import { Nullable, named, withError } from '../../wire-schema.ts';
import { walletArguments } from './arguments.ts';

const SignedSiwe = named(
  'SIWEParamsResponse',
  Type.Object({
    domain: Type.String(),
    uri: Type.String(),
    chain_id: Type.String(),
    resources: Type.Array(Type.String()),
    status_code: Type.Integer(),
    issued_at: Type.String({ format: 'date-time' }),
    message_request_id: Type.String({ description: 'Empty where none was given.' }),
  }),
);

export const authenticateWallet = operation({
  id: 'crypto_wallets.authenticate',
  method: 'POST',
  path: '/v1/crypto_wallets/authenticate',
  caller: 'project',
  tag: 'Crypto wallets',
  summary: "Take a wallet's signature of its challenge: log its user in",
  confirms: true,
  body: Type.Object({
    ...walletArguments,
    signature: withError(
      'signature_missing',
      Type.String({
        description: '0x and 65 bytes in hexadecimal (EIP-191), or 64 bytes in base58 (Solana).',
      }),
    ),
    ...sessionArguments,
  }),
  response: {
    user_id: Type.String(),
    user: User,
    ...sessionResponse,
    siwe_params: Type.Optional(Nullable(SignedSiwe)),
  },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.wallet(environment, body, body);
    if (sandbox) return sandbox;
    const {
      user: record,
      siwe,
      ...session
    } = await services.cryptoWallets.authenticate(environment, body);
    const user = presentUser(environment.kind, record, environment.now());
    return { user_id: user.user_id, user, ...session, ...(siwe && { siwe_params: siwe }) };
  },
});
