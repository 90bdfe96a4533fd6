import type { Config } from '../config/settings.ts';
import type { Services } from '../http/services.ts';
import type { Clock } from '../platform/clock.ts';
import type { Vault } from '../platform/crypto/vault.ts';
import type { Database } from '../platform/db/executor.ts';
import { createOutgoing, type Outgoing } from '../platform/http/outgoing.ts';
import { createRateLimiter } from '../platform/limits/rate-limiter.ts';
import type { Logger } from '../platform/log.ts';
import { createAudit } from './audit/audit.service.ts';
import { createAuthorizePages } from './authorize-page/authorize-pages.ts';
import { createConnectedApps } from './connected-apps/connected-apps.service.ts';
import { DOCUMENT_TIMEOUT_MS, MAX_DOCUMENT_BYTES } from './connected-apps/metadata-documents.ts';
import { createContacts } from './contacts/contacts.service.ts';
import { createCryptoWallets } from './crypto-wallets/crypto-wallets.service.ts';
import { createEmailTemplates } from './email-templates/email-templates.service.ts';
import { createImpersonation } from './impersonation/impersonation.service.ts';
import { createLimits } from './limits/limits.service.ts';
import { createLogins } from './logins/logins.service.ts';
import { createClientSecrets } from './m2m/client-secret.ts';
import { createM2m } from './m2m/m2m.service.ts';
import { createM2mClientKind } from './m2m/m2m-client-kind.ts';
import { createMagicLinks } from './magic-links/magic-links.service.ts';
import { createResetLinks } from './magic-links/reset-links.ts';
import { createMessages } from './messages/messages.service.ts';
import { deliverability } from './messages/providers.ts';
import { callbackUrlOf } from './oauth/callback-url.ts';
import { createFlowCookies } from './oauth/flow-cookie.ts';
import { createOAuth } from './oauth/oauth.service.ts';
import { createOAuthProviders } from './oauth/settings/oauth-providers.ts';
import { createStandIn } from './oauth/stand-in/stand-in.ts';
import { createAccessTokens } from './oauth2/access-tokens.ts';
import { issuersOf, readProjectDomains, urlIssuerOf } from './oauth2/issuers.ts';
import { createOAuth2 } from './oauth2/oauth2.service.ts';
import { createJwtSigner } from './oauth2/signed-jwt.ts';
import { createOtps } from './otps/otps.service.ts';
import type { BreachSource } from './passwords/breach/breach-source.ts';
import { createPasswordTools, type PasswordTools } from './passwords/password-tools.ts';
import { createPasswords } from './passwords/passwords.service.ts';
import { createCounting } from './projects/counting.ts';
import { createEnvironmentCache } from './projects/environment-cache.ts';
import { createProjects } from './projects/projects.service.ts';
import { createRbac } from './rbac/rbac.service.ts';
import { createSandbox } from './sandbox/sandbox.ts';
import { createSessionJwts } from './sessions/session-jwt.ts';
import { createSessionMigration } from './sessions/session-migration.service.ts';
import { createSessionTouch, type SessionTouch } from './sessions/session-touch.ts';
import { createSessions } from './sessions/sessions.service.ts';
import { createSigningKeys } from './sessions/signing-keys.service.ts';
import { createTesting } from './testing/testing.service.ts';
import { createTotps } from './totps/totps.service.ts';
import { createTrustedTokens } from './trusted-tokens/trusted-tokens.service.ts';
import { createUserLocks } from './user-locks/user-locks.service.ts';
import { createUserSearch } from './users/user-search.service.ts';
import { createUsers } from './users/users.service.ts';
import { createWebauthn } from './webauthn/webauthn.service.ts';

export interface ServicesOptions {
  config: Config;
  database: Database;
  vault: Vault;
  clock: Clock;
  log: Logger;
  /** Called when a message was queued. */
  nudge?: () => void;
  /** The operator's own set of leaked passwords. */
  offlineBreaches?: BreachSource | undefined;
  /** In place of requests over the network that a tenant can steer. */
  outgoing?: Outgoing | undefined;
}

/** Wires every service, each with what it needs: the one place that knows them all. */
export function createServices(options: ServicesOptions): {
  services: Services;
  sessionTouch: SessionTouch;
  passwordTools: PasswordTools;
} {
  const { config, database, vault, clock, log } = options;
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const jwtOptions = {
    issuerUrl: config.jwtIssuer === 'public-url' ? publicUrl : undefined,
    reuseSeconds: config.jwtReuseSeconds,
  };
  const sessionTouch = createSessionTouch(database, (error) =>
    log.warn({ err: error }, 'last_accessed_at could not be written'),
  );
  const limits = createLimits(createRateLimiter(database), config.rateLimits === 'on');
  const environments = createEnvironmentCache(database, vault, clock);
  const projects = createProjects(database, environments, clock);
  const signingKeys = createSigningKeys(database, environments, vault, clock);
  const jwts = createSessionJwts(jwtOptions, clock);
  const sessions = createSessions({
    database,
    jwts,
    jwtOptions,
    keys: signingKeys,
    touch: sessionTouch,
    clock,
  });
  const users = createUsers(database, sessions);
  const logins = createLogins(users, sessions);
  const contacts = createContacts(database, users, sessions);
  const emailTemplates = createEmailTemplates(database, projects, clock);
  const messages = createMessages({
    database,
    vault,
    clock,
    emailTemplates,
    canDeliver: deliverability(config),
    sender: {
      name: config.mailFromName,
      address: config.mailFromAddress,
      replyTo: config.mailReplyTo,
    },
    nudge: options.nudge ?? (() => {}),
  });
  const userLocks = createUserLocks({ database, users, messages, publicUrl });
  const passwordTools = createPasswordTools(config, {
    offline: options.offlineBreaches,
    report: (error) => log.warn({ err: error }, 'the breach API could not be asked'),
  });
  const outgoing =
    options.outgoing ?? createOutgoing({ allowPrivate: config.allowPrivateOutgoing });
  const domains = readProjectDomains(config.projectDomains);
  const signer = createJwtSigner({ keys: signingKeys, clock });
  const accessTokens = createAccessTokens({
    database,
    signer,
    clock,
    issuersOf: (environment) => issuersOf(environment, domains, publicUrl),
  });
  const clientSecrets = createClientSecrets(vault);
  const oauthStandIn =
    config.oauthStandIn === 'on'
      ? createStandIn({ database, vault, environments, clock, publicUrl })
      : undefined;
  const oauthProviders = createOAuthProviders({
    database,
    vault,
    environments,
    projects,
    clock,
    outgoing,
    standIn: oauthStandIn,
    redirectUriOf: (callbackId) => callbackUrlOf(publicUrl, callbackId),
  });
  const oauth = createOAuth({
    database,
    vault,
    environments,
    users,
    contacts,
    sessions,
    limits,
    logins,
    providers: oauthProviders.client,
    publicUrl,
    clock,
  });
  const rbac = createRbac();
  const connectedApps = createConnectedApps({
    database,
    vault,
    clock,
    users,
    sessions,
    limits,
    outgoing:
      options.outgoing ??
      createOutgoing({
        allowPrivate: config.allowPrivateOutgoing,
        maxBytes: MAX_DOCUMENT_BYTES,
        timeoutMs: DOCUMENT_TIMEOUT_MS,
      }),
    rbac,
    signer,
    // Strict clients discover by URL, so that is what an authorization names.
    issuerOf: (environment) => urlIssuerOf(environment, domains, publicUrl),
    publicUrl,
  });
  const m2m = createM2m({ database, secrets: clientSecrets, strength: passwordTools.strength });
  const magicLinks = createMagicLinks({
    database,
    users,
    sessions,
    contacts,
    messages,
    limits,
    logins,
    publicUrl,
  });
  const passwords = createPasswords({
    database,
    tools: passwordTools,
    users,
    userLocks,
    contacts,
    sessions,
    messages,
    resetLinks: createResetLinks(database, messages, publicUrl),
    limits,
  });
  const otps = createOtps({
    database,
    vault,
    users,
    userLocks,
    contacts,
    sessions,
    messages,
    limits,
    logins,
  });
  const services: Services = {
    environments,
    projects,
    users,
    userSearch: createUserSearch(database, limits, { totalLimit: config.searchTotalLimit }),
    userLocks,
    rbac,
    sessions,
    sessionMigration: createSessionMigration({ database, outgoing, users, sessions, logins }),
    signingKeys,
    trustedTokens: createTrustedTokens({
      database,
      projects,
      users,
      contacts,
      sessions,
      logins,
      clock,
      allowPrivate: config.allowPrivateOutgoing,
    }),
    impersonation: createImpersonation({ database, users, sessions }),
    magicLinks,
    passwords,
    messages,
    emailTemplates,
    otps,
    totps: createTotps({
      database,
      vault,
      users,
      userLocks,
      sessions,
      messages,
      limits,
      logins,
    }),
    webauthn: createWebauthn({ database, users, userLocks, sessions, logins }),
    cryptoWallets: createCryptoWallets({
      database,
      vault,
      users,
      userLocks,
      contacts,
      sessions,
      limits,
      logins,
    }),
    m2m,
    counting: createCounting({
      countUsers: projects.countUsers,
      countM2mClients: m2m.count,
      elapsed: () => performance.now(),
    }),
    oauth2: createOAuth2({
      environments,
      domains,
      publicUrl,
      issuerUrl: jwtOptions.issuerUrl,
      identityProviders: () => connectedApps.identityProviders(),
      clientKinds: [
        connectedApps.clientKind,
        createM2mClientKind({ database, tokens: accessTokens, secrets: clientSecrets }),
      ],
    }),
    oauth,
    oauthCookies: createFlowCookies(publicUrl),
    oauthStandIn,
    oauthProviders,
    connectedApps,
    authorizePages: createAuthorizePages({
      vault,
      environments,
      connectedApps,
      sessions,
      limits,
      otps,
      magicLinks,
      passwords,
      hashing: passwordTools.hashing,
      domains,
      publicUrl,
    }),
    sandbox: createSandbox({ jwts, jwtOptions, keys: signingKeys, projects, clock }),
    testing: createTesting({
      database,
      environments,
      users,
      messages,
      oauth,
      connectedApps,
      clock,
    }),
    audit: createAudit({
      database,
      clock,
      log,
      refusalsPerSecond: config.auditRefusalsPerSecond,
      recordsRoutine: config.auditMachineTokens,
    }),
  };
  return { services, sessionTouch, passwordTools };
}
