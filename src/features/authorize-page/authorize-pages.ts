import type { Vault } from '../../platform/crypto/vault.ts';
import type { ConnectedApps } from '../connected-apps/connected-apps.service.ts';
import { pageBase } from '../connected-apps/page-address.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { MagicLinks } from '../magic-links/magic-links.service.ts';
import type { ProjectDomains } from '../oauth2/issuers.ts';
import type { Otps } from '../otps/otps.service.ts';
import type { PasswordHashing } from '../passwords/hashing/password-hash.ts';
import type { Passwords } from '../passwords/passwords.service.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import { createFormTokens } from './form-tokens.ts';
import { createLoggingIn } from './logging-in.ts';
import { createPageCookies } from './page-cookies.ts';
import type { AuthorizePages } from './register-pages.ts';

export interface AuthorizePagesDependencies {
  vault: Vault;
  environments: EnvironmentCache;
  connectedApps: ConnectedApps;
  sessions: Sessions;
  limits: Limits;
  otps: Otps;
  magicLinks: MagicLinks;
  passwords: Passwords;
  hashing: Pick<PasswordHashing, 'hash'>;
  domains: ProjectDomains;
  publicUrl: string;
}

/** What the pages need, wired from the services that applications call through the API. */
export function createAuthorizePages(dependencies: AuthorizePagesDependencies): AuthorizePages {
  const { domains, publicUrl } = dependencies;
  const tokens = createFormTokens(dependencies.vault);
  return {
    ...dependencies,
    tokens,
    cookies: createPageCookies(publicUrl),
    loggingIn: createLoggingIn({ ...dependencies, tokens }),
    baseOf: (environment, host) => pageBase(environment, host, domains, publicUrl),
  };
}
