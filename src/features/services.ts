import type { Config } from '../config/settings.ts';
import type { Services } from '../http/services.ts';
import type { Clock } from '../platform/clock.ts';
import type { Vault } from '../platform/crypto/vault.ts';
import type { Database } from '../platform/db/executor.ts';
import { createOutgoing } from '../platform/http/outgoing.ts';
import { createRateLimiter } from '../platform/limits/rate-limiter.ts';
import type { Logger } from '../platform/log.ts';
import { createContacts } from './contacts/contacts.service.ts';
import { createLimits } from './limits/limits.service.ts';
import { createMagicLinks } from './magic-links/magic-links.service.ts';
import { createMessages } from './messages/messages.service.ts';
import { createOtps } from './otps/otps.service.ts';
import { createEnvironmentCache } from './projects/environment-cache.ts';
import { createProjects } from './projects/projects.service.ts';
import { createSandbox } from './sandbox/sandbox.ts';
import { createSessionJwts } from './sessions/session-jwt.ts';
import { createSessionMigration } from './sessions/session-migration.service.ts';
import { createSessionTouch, type SessionTouch } from './sessions/session-touch.ts';
import { createSessions } from './sessions/sessions.service.ts';
import { createSigningKeys } from './sessions/signing-keys.service.ts';
import { createTesting } from './testing/testing.service.ts';
import { createUserSearch } from './users/user-search.service.ts';
import { createUsers } from './users/users.service.ts';

export interface ServicesOptions {
  config: Config;
  database: Database;
  vault: Vault;
  clock: Clock;
  log: Logger;
  /** Called when a message was queued. */
  nudge?: () => void;
}

/** Wires every service, each with what it needs: the one place that knows them all. */
export function createServices(options: ServicesOptions): {
  services: Services;
  sessionTouch: SessionTouch;
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
  const contacts = createContacts(database, users, sessions);
  const messages = createMessages({
    database,
    vault,
    clock,
    canDeliver: (channel) => channel === 'email' && config.smtpUrl !== undefined,
    sender: {
      name: config.mailFromName,
      address: config.mailFromAddress,
      replyTo: config.mailReplyTo,
    },
    nudge: options.nudge ?? (() => {}),
  });
  const outgoing = createOutgoing({ allowPrivate: config.allowPrivateOutgoing });
  const services: Services = {
    environments,
    projects,
    users,
    userSearch: createUserSearch(database, { totalLimit: config.searchTotalLimit }),
    sessions,
    sessionMigration: createSessionMigration({ database, outgoing, users, sessions }),
    signingKeys,
    magicLinks: createMagicLinks({
      database,
      users,
      sessions,
      contacts,
      messages,
      limits,
      publicUrl,
    }),
    messages,
    otps: createOtps({ database, vault, users, contacts, sessions, messages, limits }),
    sandbox: createSandbox({ jwts, keys: signingKeys, projects }),
    testing: createTesting({ database, environments, users, messages, clock }),
  };
  return { services, sessionTouch };
}
