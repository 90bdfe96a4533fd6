import { presentSecret, projectIdOf } from '../../features/projects/present.ts';
import { insertWorkspace } from '../../features/projects/projects.store.ts';
import type { EnvironmentPlace } from '../../features/projects/records.ts';
import { addWorkspaceKey } from '../../features/projects/workspace-keys.ts';
import type { Database } from '../../platform/db/executor.ts';
import { orderedId } from '../../platform/ids.ts';
import { createTestApp, type TestApp } from '../test-app.ts';
import { type State, stateReader } from './database-state.ts';
import type { DescribedOperation } from './described-operations.ts';
import { addOtherFactors } from './other-factors.ts';

type Credentials = { username: string; password: string };

/** What belongs to somebody else, by what it is. */
export type Ids = Record<string, string>;

export interface HostileWorld {
  app: TestApp;
  credentials: Record<'project' | 'workspace' | 'none', Credentials | undefined>;
  /** Of the other tenant: to be sent, and never to come back unless it was sent. */
  theirs: Ids;
  /** The attacker's own, fresh after each `renew`. */
  ours: Ids;
  /** Drops and makes anew what the attacker owns and a caller of this kind can change. */
  renew(caller: DescribedOperation['caller']): Promise<void>;
  state(): Promise<State>;
}

type Call = (path: string, body: object) => Promise<Record<string, never>>;

const caller = (app: TestApp, credentials: Credentials): Call => {
  return async (path, body) => {
    const answer = await app.callAs(credentials, 'POST', path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
};

let serial = 0;

/** The passcode that was mailed to the address. */
async function sendCode(app: TestApp, credentials: Credentials, email: string): Promise<string> {
  await caller(app, credentials)('/v1/otps/email/send', { email });
  const inbox = await app.callAs(credentials, 'GET', `/selvage/v1/messages?to=${email}&limit=1`);
  return inbox.body.messages[0].code;
}

/** Users with every kind of factor, a session, unused and used links, an invitation. */
async function populate(app: TestApp, credentials: Credentials, name: string): Promise<Ids> {
  const call = caller(app, credentials);
  serial += 1;
  const email = `${name}-${serial}@${name}.example.com`;
  const external_id = `${name}-external-${serial}`;
  const invited = `${name}-invited-${serial}@${name}.example.com`;
  const phone_number = `+1415555${String(1_000 + serial).padStart(4, '0')}`;
  const { user_id, email_id, phone_id } = await call('/v1/users', {
    email,
    external_id,
    phone_number,
    name: { first_name: `${name}-first`, last_name: `${name}-last` },
    trusted_metadata: { note: `${name}-note` },
  });
  const link = async () => (await call('/v1/magic_links', { user_id })).token;
  const used_token = await link();
  const login = await call('/v1/magic_links/authenticate', {
    token: used_token,
    session_duration_minutes: 60,
    session_custom_claims: { claim: `${name}-claim` },
  });
  const { session_token, session_jwt, session } = login as unknown as {
    session_token: string;
    session_jwt: string;
    session: { session_id: string };
  };
  const { user_id: invited_user_id } = await call('/v1/magic_links/email/invite', {
    email: invited,
  });
  const equipped = await call('/v1/users', { email: `equipped-${email}` });
  const factors = await addOtherFactors(
    app.database,
    credentials.username,
    String(equipped.user_id),
  );
  return {
    ...factors,
    user_id,
    email_id,
    phone_id,
    email,
    phone_number,
    method_id: email_id,
    code: await sendCode(app, credentials, email),
    external_id,
    invited,
    invited_user_id,
    token: await link(),
    used_token,
    session_token,
    session_jwt,
    session_id: session.session_id,
    first_name: `${name}-first`,
    note: `${name}-note`,
    claim: `${name}-claim`,
  } as unknown as Ids;
}

interface ManagedProject {
  place: EnvironmentPlace;
  ids: Ids;
  environments: string[];
}

async function makeProject(
  { services }: TestApp,
  workspaceId: string,
  name: string,
  url: string,
): Promise<ManagedProject> {
  const project = await services.projects.createProject(workspaceId, { name });
  const environment = { workspaceId, projectSlug: project.slug };
  const live = await services.projects.createEnvironment(environment, {
    name: `${name} live`,
    type: 'LIVE',
  });
  const test = await services.projects.createEnvironment(environment, {
    name: `${name} test`,
    type: 'TEST',
  });
  const place = { ...environment, environmentSlug: test.slug };
  const secret = presentSecret(await services.projects.createSecret(place));
  const [token] = await services.projects.listPublicTokens(place);
  await services.projects.createPublicToken(place);
  await services.projects.createRedirectUrl(
    place,
    { url, validTypes: [{ type: 'LOGIN', isDefault: false }] },
    false,
  );
  return {
    place,
    environments: [live.id, test.id],
    ids: {
      project_slug: project.slug,
      environment_slug: test.slug,
      project_id: projectIdOf(test),
      secret_id: secret.secret_id,
      secret: secret.secret,
      public_token: token?.token ?? '',
      url,
    },
  };
}

async function makeWorkspace(database: Database): Promise<string> {
  const id = orderedId();
  await database.transaction(async (tx) => {
    await insertWorkspace(tx, { id, name: 'Other', created_at: Date.now() });
    await addWorkspaceKey(tx, id, {}, Date.now());
  });
  return id;
}

/**
 * The attacker has a project with a TEST environment and a management key. The other tenant is
 * another workspace with a project, and the LIVE environment beside the attacker's.
 */
export async function createHostileWorld(): Promise<HostileWorld> {
  const app = await createTestApp({ SELVAGE_RATE_LIMITS: 'off' });
  // Thousands of writes that nobody will miss.
  if (app.database.engine === 'sqlite') await app.database.run('pragma synchronous = off', []);
  const { services, database, test, live, management } = app;
  const project = (of: { project_id: string; secret: string }) => ({
    username: of.project_id,
    password: of.secret,
  });
  const otherWorkspace = await makeWorkspace(database);
  const other = await makeProject(
    app,
    otherWorkspace,
    'Somebody else',
    'https://somebody-else.example/callback',
  );
  const victim = {
    username: other.ids['project_id'],
    password: other.ids['secret'],
  } as Credentials;
  const theirs = { ...other.ids, ...(await populate(app, victim, 'victim')) };
  const theirLive = await services.environments.get(live.project_id.slice(-36));
  await services.signingKeys.published(theirLive as NonNullable<typeof theirLive>);
  const liveUser = await populateLive(app);
  const owners = new Set([otherWorkspace, ...other.environments, live.project_id.slice(-36)]);

  const workspaceId = (await services.projects.firstWorkspace()) ?? '';
  let own: Ids = {};
  let managed: Ids = {};

  async function renewProject(): Promise<void> {
    await app.call('PUT', '/selvage/v1/clock', { reset: true });
    await app.call('POST', '/selvage/v1/reset', {});
    own = await populate(app, project(test), 'attacker');
  }

  async function renewManaged(): Promise<void> {
    for (const { slug } of await services.projects.listProjects(workspaceId)) {
      if (slug === 'my-project') continue;
      await services.projects.deleteProject({ workspaceId, projectSlug: slug });
    }
    managed = (await makeProject(app, workspaceId, 'Scratch', 'https://scratch.example/callback'))
      .ids;
  }

  await renewProject();
  await renewManaged();
  return {
    app,
    credentials: {
      project: project(test),
      workspace: { username: management.key_id, password: management.key_secret },
      none: undefined,
    },
    theirs: { ...theirs, ...liveUser },
    get ours() {
      return { ...managed, ...own, project_id: test.project_id };
    },
    renew: (kind) => (kind === 'workspace' ? renewManaged() : renewProject()),
    state: await stateReader(database, owners),
  };
}

/** A user of the environment of the other kind. */
async function populateLive(app: TestApp): Promise<Ids> {
  const made = await app.callLive('POST', '/v1/users', { email: 'victim-live@live.example.com' });
  const { user_id, email_id } = made.body;
  return {
    live_user_id: user_id,
    live_email_id: email_id,
    live_email: 'victim-live@live.example.com',
  };
}
