import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionSelector } from '../../sessions/wire.ts';
import { userWireId } from '../../users/present-user.ts';
import { named, withError } from '../../wire-schema.ts';
import { walletArguments } from './arguments.ts';

const { Optional } = Type;
const text = (description: string) => Type.String({ description });

/** Fields of the message that the wallet shows (EIP-4361). */
const SiweParams = named(
  'SIWEParams',
  Type.Object({
    domain: withError('invalid_siwe_domain', text('RFC 3986 authority.')),
    uri: withError('invalid_siwe_uri', text('RFC 3986 URI.')),
    resources: Optional(Type.Array(text('RFC 3986 URI.'))),
    chain_id: Optional(text('A number from 1 to 9223372036854775771; 1 where absent.')),
    statement: Optional(text('Reserved and unreserved characters of RFC 3986, and spaces.')),
    issued_at: Optional(text('RFC 3339; now where absent.')),
    not_before: Optional(text('RFC 3339.')),
    message_request_id: Optional(text('RFC 3986 pchar.')),
  }),
);

export const startWallet = operation({
  id: 'crypto_wallets.authenticate_start',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/v1/crypto_wallets/authenticate/start',
  caller: 'project',
  tag: 'Crypto wallets',
  summary: 'Get a challenge for a wallet to sign, creating its user where there is none',
  confirms: true,
  body: Type.Object({
    ...walletArguments,
    user_id: Optional(Type.String()),
    ...sessionSelector,
    siwe_params: Optional(SiweParams),
  }),
  response: {
    user_id: Type.String(),
    challenge: Type.String({ description: 'The exact text to sign.' }),
    user_created: Type.Boolean(),
  },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.walletStart(environment, body);
    if (sandbox) return sandbox;
    const { user, challenge, created } = await services.cryptoWallets.start(environment, body);
    return { user_id: userWireId(environment.kind, user.id), challenge, user_created: created };
  },
});
