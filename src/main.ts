import type { FastifyInstance } from 'fastify';
import { migrations } from '../migrations/index.ts';
import type { Config } from './config/settings.ts';
import { recordCommand } from './features/audit/command-event.ts';
import { registerAuthorizePages } from './features/authorize-page/register-pages.ts';
import { createClientSecrets } from './features/m2m/client-secret.ts';
import { registerRedirectPage } from './features/magic-links/redirect-route.ts';
import { maintenanceTasks } from './features/maintenance/tasks.ts';
import { createMessageAdmin } from './features/messages/message-admin.ts';
import { createOutbox } from './features/messages/outbox.ts';
import { createProviders } from './features/messages/providers.ts';
import { createSuppressions } from './features/messages/suppressions.ts';
import { registerTwilioInbound } from './features/messages/twilio-inbound-route.ts';
import { registerOAuthPages } from './features/oauth/pages.ts';
import { operations } from './features/operations.ts';
import { openOfflineSet } from './features/passwords/breach/offline-set.ts';
import { unbuiltManagementOperations } from './features/projects/management/unbuilt.ts';
import type { InitialCredentials } from './features/projects/projects.service.ts';
import { createServices } from './features/services.ts';
import { registerUnlockPage } from './features/user-locks/unlock-route.ts';
import { type AppOptions, createApp } from './http/app.ts';
import { documentedOperations } from './http/documented-operations.generated.ts';
import { registerHealth } from './http/health.ts';
import { openApiDocument } from './http/openapi.ts';
import { registerReference } from './http/reference.ts';
import type { Services } from './http/services.ts';
import { unbuiltOperations } from './http/unbuilt.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { loadMasterKeys } from './platform/crypto/master-key.ts';
import { createVault, type Vault } from './platform/crypto/vault.ts';
import { openDataFolder } from './platform/data-folder.ts';
import type { Database } from './platform/db/executor.ts';
import { migrate } from './platform/db/migrator.ts';
import { databaseOpener } from './platform/db/open.ts';
import { opening, waitForDatabase } from './platform/db/wait-for-database.ts';
import { expectedError } from './platform/errors/expected-error.ts';
import type { Outgoing } from './platform/http/outgoing.ts';
import { createPeriodicTasks, type PeriodicTasks } from './platform/jobs/periodic.ts';
import type { Logger } from './platform/log.ts';
import type { Metrics } from './platform/metrics/metrics.ts';
import { version } from './version.ts';

/** A server that has everything but a port. */
export interface Selvage {
  app: FastifyInstance;
  database: Database;
  services: Services;
  periodicTasks: PeriodicTasks;
  /** undefined where the operator wants none. */
  metrics: Metrics | undefined;
  /** Ends requests and deliveries under way, writes what is waiting, closes the database. */
  close(): Promise<void>;
}

export interface Effects {
  clock?: Clock;
  /** In place of requests over the network that a tenant can steer. */
  outgoing?: Outgoing;
  log: Logger;
  /** See `AppOptions`. */
  responseChecker?: AppOptions['responseChecker'];
}

export const publicUrlOf = (config: Config): string =>
  config.publicUrl ?? `http://localhost:${config.port}`;

function masterKeys(config: Config): Buffer[] {
  try {
    return loadMasterKeys(config.masterKey, config.dataDir);
  } catch (error) {
    throw expectedError((error as Error).message, error);
  }
}

export async function openStorage(
  config: Config,
  log: Logger,
): Promise<{ database: Database; vault: Vault }> {
  openDataFolder(config.dataDir);
  const vault = createVault(masterKeys(config));
  const open = await databaseOpener({
    url: config.databaseUrl,
    dataDirectory: config.dataDir,
    poolSize: config.databasePoolSize,
    onIdleError: (error) => log.warn({ err: error }, 'a database connection was lost'),
  });
  return { database: opening(config.databaseUrl, open), vault };
}

/** Runs `work` on a database that answers, and closes it. */
export async function withStorage<T>(
  config: Config,
  log: Logger,
  work: (storage: { database: Database; vault: Vault }) => Promise<T>,
): Promise<T> {
  const storage = await openStorage(config, log);
  try {
    await waitForDatabase(storage.database, {
      url: config.databaseUrl,
      patienceMs: 10_000,
      onWait: () => log.warn('the database does not answer yet'),
    });
    return await work(storage);
  } finally {
    await storage.database.close();
  }
}

/**
 * What happens once for a database, however many processes then serve it: migrations, the seed
 * file and, on an empty one without a seed, the first project. Answers the credentials that are
 * shown only now.
 */
export async function prepareDatabase(
  config: Config,
  log: Logger,
): Promise<InitialCredentials | undefined> {
  // First of all: a seed with mistakes must not leave anything behind.
  const applySeed =
    config.seed === undefined
      ? undefined
      : (await import('./features/seed/seeding.ts')).seedingOf(config.seed);
  return withStorage(config, log, async ({ database, vault }) => {
    await migrate(database, migrations, systemClock.now);
    const { services } = createServices({ config, database, vault, clock: systemClock, log });
    const { environments, oauthProviders } = services;
    if (!applySeed) {
      const made = await services.projects.bootstrap();
      if (made) await recordCommand(services, 'command.bootstrap');
      return made;
    }
    const access = {
      clientSecrets: createClientSecrets(vault),
      allowPlain: config.allowPrivateOutgoing,
    };
    const effects = { database, environments, oauthProviders, clock: systemClock, access };
    const outcome = await applySeed({ ...effects, variables: process.env });
    await recordCommand(services, 'command.seed');
    log.info({ createdUsers: outcome.createdUsers }, 'the seed file is applied');
    return outcome.credentials;
  });
}

/** The boot order of one process. The database must be prepared. */
export async function createSelvage(config: Config, effects: Effects): Promise<Selvage> {
  const { log, clock = systemClock, outgoing } = effects;
  // First, because it may refuse the file: nothing else is open yet.
  const offlineBreaches =
    config.breachFile === undefined ? undefined : await openOfflineSet(config.breachFile);
  const { database, vault } = await openStorage(config, log);
  let nudge = () => {};
  const { services, sessionTouch, passwordTools } = createServices({
    config,
    database,
    vault,
    clock,
    log,
    nudge: () => nudge(),
    offlineBreaches,
    outgoing,
  });
  const providers = createProviders(config, clock);
  const outbox = createOutbox({
    database,
    vault,
    clock,
    providers,
    log,
    isTest: async (id) => (await services.environments.get(id))?.type === 'TEST',
  });
  nudge = outbox.nudge;
  const periodicTasks = createPeriodicTasks(
    maintenanceTasks({
      ...config,
      database,
      clock,
      signingKeys: services.signingKeys,
      oauth: services.oauth,
    }),
    database,
    clock,
    log,
  );
  // Loaded where it is wanted: its library is large.
  const library =
    config.metricsPort > 0 ? await import('./platform/metrics/metrics.ts') : undefined;
  const metrics = library?.createMetrics({
    version,
    auditSuppressed: services.audit.suppressed,
    auditWaiting: services.audit.waiting,
    messagesQueued: () => createMessageAdmin(database, clock).countQueued(),
  });
  let draining = false;
  const app = createApp({
    services,
    operations,
    unbuilt: [
      ...unbuiltOperations(documentedOperations, operations),
      ...unbuiltManagementOperations,
    ],
    log,
    bodyLimit: config.bodyLimit,
    trustedProxies: config.trustProxy?.split(/[\s,]+/).filter(Boolean) ?? [],
    responseChecker: effects.responseChecker,
    observe: metrics?.observeRequest,
    pages(instance) {
      registerHealth(instance, { database, isDraining: () => draining });
      registerRedirectPage(instance, services);
      registerUnlockPage(instance, services);
      registerTwilioInbound(instance, {
        authToken: config.twilioAuthToken,
        publicUrl: publicUrlOf(config),
        suppressions: createSuppressions(database, clock),
      });
      registerOAuthPages(instance, services, publicUrlOf(config));
      registerAuthorizePages(instance, services.authorizePages);
      registerReference(instance, openApiDocument(operations, version));
    },
  });
  await app.ready();
  outbox.start();
  return {
    app,
    database,
    services,
    periodicTasks,
    metrics,
    async close() {
      draining = true;
      await app.close();
      await periodicTasks.stop();
      await outbox.stop();
      for (const provider of Object.values(providers)) await provider.close();
      await passwordTools.close();
      await offlineBreaches?.close();
      await sessionTouch.flush();
      await services.audit.close();
      await database.close();
    },
  };
}
