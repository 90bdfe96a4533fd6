import { Type } from 'typebox';
import { type Operation, operation } from '../../../http/operation.ts';
import type { FactorKind } from '../../../platform/db/schema.ts';
import type { ErrorType } from '../../catalogue.ts';
import { presentUser } from '../present-user.ts';
import { User } from '../wire.ts';

interface Deletion {
  kind: FactorKind;
  id: string;
  /** `/v1/users/<path>/:<parameter>` */
  path: string;
  parameter: string;
  malformed: ErrorType;
  notFound: ErrorType;
}

/** The eight deletions differ in names only. */
const deletions: readonly Deletion[] = [
  {
    kind: 'email',
    id: 'users.delete_email',
    path: 'emails',
    parameter: 'email_id',
    malformed: 'invalid_email_id',
    notFound: 'email_not_found',
  },
  {
    kind: 'phone_number',
    id: 'users.delete_phone_number',
    path: 'phone_numbers',
    parameter: 'phone_id',
    // The catalogue has no invalid_phone_id.
    malformed: 'phone_number_not_found',
    notFound: 'phone_number_not_found',
  },
  {
    kind: 'webauthn_registration',
    id: 'users.delete_webauthn_registration',
    path: 'webauthn_registrations',
    parameter: 'webauthn_registration_id',
    malformed: 'invalid_webauthn_registration_id',
    notFound: 'webauthn_registration_not_found',
  },
  {
    kind: 'biometric_registration',
    id: 'users.delete_biometric_registration',
    path: 'biometric_registrations',
    parameter: 'biometric_registration_id',
    malformed: 'invalid_biometric_registration_id',
    notFound: 'biometric_registration_not_found',
  },
  {
    kind: 'totp',
    id: 'users.delete_totp',
    path: 'totps',
    parameter: 'totp_id',
    malformed: 'invalid_totp_id',
    notFound: 'totp_not_found',
  },
  {
    kind: 'crypto_wallet',
    id: 'users.delete_crypto_wallet',
    path: 'crypto_wallets',
    parameter: 'crypto_wallet_id',
    malformed: 'invalid_crypto_wallet_id',
    notFound: 'crypto_wallet_not_found',
  },
  {
    kind: 'password',
    id: 'users.delete_password',
    path: 'passwords',
    parameter: 'password_id',
    malformed: 'invalid_password_id',
    notFound: 'password_not_found',
  },
  {
    kind: 'oauth',
    id: 'users.delete_oauth_registration',
    path: 'oauth',
    parameter: 'oauth_user_registration_id',
    malformed: 'invalid_oauth_user_registration_id',
    notFound: 'oauth_user_registration_not_found',
  },
];

export const deleteFactorOperations: readonly Operation[] = deletions.map((deletion) =>
  operation({
    id: deletion.id,
    method: 'DELETE',
    path: `/v1/users/${deletion.path}/:${deletion.parameter}`,
    caller: 'project',
    tag: 'Users',
    summary: `Delete a factor by ${deletion.parameter}`,
    confirms: true,
    params: Type.Object({ [deletion.parameter]: Type.String() }),
    response: { user_id: Type.String(), user: User },
    async handler({ environment, services }, { params }) {
      const record = await services.users.deleteFactor(
        environment,
        deletion.kind,
        String((params as Record<string, string>)[deletion.parameter]),
        deletion,
      );
      const user = presentUser(environment.kind, record, environment.now());
      return { user_id: user.user_id, user };
    },
  }),
);
