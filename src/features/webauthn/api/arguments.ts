import { Type } from 'typebox';
import type { Environment } from '../../projects/environment.ts';
import { sessionResponse } from '../../sessions/wire.ts';
import { factorWireId, presentUser } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';
import { withError } from '../../wire-schema.ts';
import type { WebauthnLogin } from '../webauthn.service.ts';

export const UserId = () =>
  withError('invalid_user_id', Type.String({ description: 'Our id or your external_id.' }));

export const Domain = () =>
  withError('invalid_domain', Type.String({ description: 'The RP ID: a host name.' }));

export const PublicKeyCredential = () =>
  withError(
    'invalid_public_key_credential',
    Type.String({ description: "The browser's answer as JSON text, its binary parts base64url." }),
  );

/** How the options are written. */
export const optionsArguments = {
  return_passkey_credential_options: Type.Optional(
    Type.Boolean({ description: 'Ask for a passkey: discoverable, with user verification.' }),
  ),
  use_base64_url_encoding: Type.Optional(
    Type.Boolean({ description: 'base64url instead of base64 for user and credential ids.' }),
  ),
};

/** What both ceremonies answer at their end. */
export const loginResponse = {
  user_id: Type.String(),
  webauthn_registration_id: Type.String(),
  user: User,
  ...sessionResponse,
};

export function presentLogin(environment: Environment, login: WebauthnLogin) {
  const { user: record, registration, session, session_token, session_jwt, user_device } = login;
  const user = presentUser(environment.kind, record, environment.now());
  return {
    user_id: user.user_id,
    webauthn_registration_id: factorWireId(environment.kind, registration),
    user,
    session,
    session_token,
    session_jwt,
    user_device,
  };
}
