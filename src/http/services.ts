import type { ConnectedApps } from '../features/connected-apps/connected-apps.service.ts';
import type { CryptoWallets } from '../features/crypto-wallets/crypto-wallets.service.ts';
import type { EmailTemplates } from '../features/email-templates/email-templates.service.ts';
import type { M2m } from '../features/m2m/m2m.service.ts';
import type { MagicLinks } from '../features/magic-links/magic-links.service.ts';
import type { Messages } from '../features/messages/messages.service.ts';
import type { FlowCookies } from '../features/oauth/flow-cookie.ts';
import type { OAuth } from '../features/oauth/oauth.service.ts';
import type { OAuthProviders } from '../features/oauth/settings/oauth-providers.ts';
import type { StandInProvider } from '../features/oauth/stand-in/stand-in.ts';
import type { OAuth2 } from '../features/oauth2/oauth2.service.ts';
import type { Otps } from '../features/otps/otps.service.ts';
import type { Passwords } from '../features/passwords/passwords.service.ts';
import type { EnvironmentCache } from '../features/projects/environment-cache.ts';
import type { Projects } from '../features/projects/projects.service.ts';
import type { Rbac } from '../features/rbac/rbac.service.ts';
import type { Sandbox } from '../features/sandbox/sandbox.ts';
import type { SessionMigration } from '../features/sessions/session-migration.service.ts';
import type { Sessions } from '../features/sessions/sessions.service.ts';
import type { SigningKeys } from '../features/sessions/signing-keys.service.ts';
import type { Testing } from '../features/testing/testing.service.ts';
import type { Totps } from '../features/totps/totps.service.ts';
import type { TrustedTokens } from '../features/trusted-tokens/trusted-tokens.service.ts';
import type { UserLocks } from '../features/user-locks/user-locks.service.ts';
import type { UserSearch } from '../features/users/user-search.service.ts';
import type { Users } from '../features/users/users.service.ts';
import type { Webauthn } from '../features/webauthn/webauthn.service.ts';

/** Every service of the system: the table of contents for operations. */
export interface Services {
  environments: EnvironmentCache;
  projects: Projects;
  users: Users;
  userSearch: UserSearch;
  userLocks: UserLocks;
  rbac: Rbac;
  sessions: Sessions;
  sessionMigration: SessionMigration;
  signingKeys: SigningKeys;
  trustedTokens: TrustedTokens;
  magicLinks: MagicLinks;
  messages: Messages;
  emailTemplates: EmailTemplates;
  otps: Otps;
  passwords: Passwords;
  totps: Totps;
  webauthn: Webauthn;
  cryptoWallets: CryptoWallets;
  m2m: M2m;
  oauth2: OAuth2;
  oauth: OAuth;
  oauthCookies: FlowCookies;
  /** undefined where the operator has switched it off. */
  oauthStandIn: StandInProvider | undefined;
  oauthProviders: OAuthProviders;
  connectedApps: ConnectedApps;
  sandbox: Sandbox;
  testing: Testing;
}
