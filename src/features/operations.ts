import type { Operation } from '../http/operation.ts';
import { authorizeOperations } from './connected-apps/api/authorize.ts';
import { createConnectedApp } from './connected-apps/api/create-client.ts';
import { deleteConnectedApp } from './connected-apps/api/delete-client.ts';
import { discoveryOperations } from './connected-apps/api/discovery.ts';
import { exchangeAccessToken } from './connected-apps/api/exchange-access-token.ts';
import { getConnectedApp } from './connected-apps/api/get-client.ts';
import { registerOperations } from './connected-apps/api/register.ts';
import { secretRotationOperations } from './connected-apps/api/rotate-secret.ts';
import { searchConnectedApps } from './connected-apps/api/search-clients.ts';
import { startLogout } from './connected-apps/api/start-logout.ts';
import { updateConnectedApp } from './connected-apps/api/update-client.ts';
import { userinfoOperations } from './connected-apps/api/userinfo.ts';
import { authenticateWallet } from './crypto-wallets/api/authenticate-wallet.ts';
import { startWallet } from './crypto-wallets/api/start-wallet.ts';
import { authenticateImpersonation } from './impersonation/api/authenticate-impersonation.ts';
import { createM2mClient } from './m2m/api/create-client.ts';
import { deleteM2mClient } from './m2m/api/delete-client.ts';
import { getM2mClient } from './m2m/api/get-client.ts';
import { m2mSecretOperations } from './m2m/api/rotate-secret.ts';
import { searchM2mClients } from './m2m/api/search-clients.ts';
import { updateM2mClient } from './m2m/api/update-client.ts';
import { authenticateMagicLink } from './magic-links/api/authenticate-magic-link.ts';
import { createMagicLink } from './magic-links/api/create-magic-link.ts';
import { inviteByMagicLink } from './magic-links/api/invite.ts';
import { loginOrCreateByMagicLink } from './magic-links/api/login-or-create.ts';
import { revokeInvite } from './magic-links/api/revoke-invite.ts';
import { sendMagicLink } from './magic-links/api/send-magic-link.ts';
import { deleteMessages } from './messages/api/delete-messages.ts';
import { listMessages } from './messages/api/list-messages.ts';
import { attachOAuth } from './oauth/api/attach-oauth.ts';
import { authenticateOAuth } from './oauth/api/authenticate-oauth.ts';
import { introspectOperations } from './oauth2/api/introspect.ts';
import { revokeOperations } from './oauth2/api/revoke.ts';
import { tokenOperations } from './oauth2/api/token.ts';
import { authenticateOtp } from './otps/api/authenticate-otp.ts';
import { loginOrCreateByEmailOtp } from './otps/api/login-or-create-by-email-otp.ts';
import { phoneOtpOperations } from './otps/api/phone-operations.ts';
import { sendEmailOtp } from './otps/api/send-email-otp.ts';
import { authenticatePassword } from './passwords/api/authenticate-password.ts';
import { checkPasswordStrength } from './passwords/api/check-strength.ts';
import { createPassword } from './passwords/api/create-password.ts';
import { migratePassword } from './passwords/api/migrate-password.ts';
import { resetPasswordByEmail } from './passwords/api/reset-by-email.ts';
import { resetPasswordByExistingPassword } from './passwords/api/reset-by-existing-password.ts';
import { resetPasswordBySession } from './passwords/api/reset-by-session.ts';
import { startEmailReset } from './passwords/api/start-email-reset.ts';
import { getProjectMetrics } from './projects/api/get-project-metrics.ts';
import { whoami } from './projects/api/whoami.ts';
import { managementOperations } from './projects/management/operations.ts';
import { getPolicy } from './rbac/api/get-policy.ts';
import { authenticateSession } from './sessions/api/authenticate-session.ts';
import { getJwks } from './sessions/api/get-jwks.ts';
import { getSessions } from './sessions/api/get-sessions.ts';
import { migrateSession } from './sessions/api/migrate-session.ts';
import { revokeSession } from './sessions/api/revoke-session.ts';
import { getClock } from './testing/api/get-clock.ts';
import { resetEnvironment } from './testing/api/reset-environment.ts';
import { setClock } from './testing/api/set-clock.ts';
import { authenticateTotp } from './totps/api/authenticate-totp.ts';
import { createTotp } from './totps/api/create-totp.ts';
import { listRecoveryCodes } from './totps/api/list-recovery-codes.ts';
import { recoverTotp } from './totps/api/recover-totp.ts';
import { attestSession } from './trusted-tokens/api/attest-session.ts';
import { createUser } from './users/api/create-user.ts';
import { deleteExternalId } from './users/api/delete-external-id.ts';
import { deleteFactorOperations } from './users/api/delete-factors.ts';
import { deleteUser } from './users/api/delete-user.ts';
import { exchangePrimaryFactor } from './users/api/exchange-primary-factor.ts';
import { getUser } from './users/api/get-user.ts';
import { listConnectedApps } from './users/api/list-connected-apps.ts';
import { revokeConnectedApp } from './users/api/revoke-connected-app.ts';
import { searchUsers } from './users/api/search-users.ts';
import { updateUser } from './users/api/update-user.ts';
import { authenticateWebauthn } from './webauthn/api/authenticate-webauthn.ts';
import { listCredentials } from './webauthn/api/list-credentials.ts';
import { registerWebauthn } from './webauthn/api/register-webauthn.ts';
import { startWebauthnAuthentication } from './webauthn/api/start-authentication.ts';
import { startWebauthnRegistration } from './webauthn/api/start-registration.ts';
import { updateRegistration } from './webauthn/api/update-registration.ts';

/** Every operation that is built, in the order of the API reference. */
export const operations: readonly Operation[] = [
  createUser,
  getUser,
  updateUser,
  deleteUser,
  searchUsers,
  exchangePrimaryFactor,
  deleteExternalId,
  ...deleteFactorOperations,
  listConnectedApps,
  revokeConnectedApp,

  getSessions,
  authenticateSession,
  revokeSession,
  migrateSession,
  exchangeAccessToken,
  attestSession,
  getJwks,

  authenticateImpersonation,

  getPolicy,

  sendMagicLink,
  loginOrCreateByMagicLink,
  inviteByMagicLink,
  revokeInvite,
  createMagicLink,
  authenticateMagicLink,

  ...phoneOtpOperations,
  sendEmailOtp,
  loginOrCreateByEmailOtp,
  authenticateOtp,

  createPassword,
  authenticatePassword,
  checkPasswordStrength,
  migratePassword,
  startEmailReset,
  resetPasswordByEmail,
  resetPasswordByExistingPassword,
  resetPasswordBySession,

  createTotp,
  authenticateTotp,
  listRecoveryCodes,
  recoverTotp,

  startWebauthnRegistration,
  registerWebauthn,
  startWebauthnAuthentication,
  authenticateWebauthn,
  updateRegistration,
  listCredentials,

  attachOAuth,
  authenticateOAuth,

  startWallet,
  authenticateWallet,

  createM2mClient,
  getM2mClient,
  updateM2mClient,
  deleteM2mClient,
  searchM2mClients,
  ...m2mSecretOperations,

  ...tokenOperations,
  ...introspectOperations,
  ...revokeOperations,

  createConnectedApp,
  getConnectedApp,
  updateConnectedApp,
  deleteConnectedApp,
  searchConnectedApps,
  ...secretRotationOperations,
  ...authorizeOperations,
  startLogout,
  ...userinfoOperations,
  ...registerOperations,
  ...discoveryOperations,

  whoami,
  getProjectMetrics,

  ...managementOperations,

  listMessages,
  deleteMessages,
  getClock,
  setClock,
  resetEnvironment,
];
