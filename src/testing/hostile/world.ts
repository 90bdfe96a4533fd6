import { presentSecret, projectIdOf } from '../../features/projects/present.ts';
import { insertWorkspace } from '../../features/projects/projects.store.ts';
import type { EnvironmentPlace, ProjectPlace } from '../../features/projects/records.ts';
import { addWorkspaceKey } from '../../features/projects/workspace-keys.ts';
import type { Database } from '../../platform/db/executor.ts';
import { orderedId } from '../../platform/ids.ts';
import { appCode } from '../authenticator-app.ts';
import { changeSettings } from '../change-settings.ts';
import { oauthToken } from '../oauth-login.ts';
import { createTestApp, type TestApp } from '../test-app.ts';
import { ethereumWallet } from '../wallets.ts';
import { populateConnectedApps } from './connected-apps.ts';
import { readLogs, type State, stateReader, trimLogs } from './database-state.ts';
import type { DescribedOperation } from './described-operations.ts';
import { populateImpersonation } from './impersonation.ts';
import { dropLasting, populateM2m } from './m2m.ts';
import { everything, type Needs, needsOf } from './needs.ts';
import { addOtherFactors } from './other-factors.ts';
import { populatePasskeys } from './passkeys.ts';
import { nowhere } from './requests.ts';
import { makeProfile, populateTrustedTokens } from './trusted-tokens.ts';

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
  /** Drops what the attacker owns and makes anew what the operation can use of it. */
  renew(operation: DescribedOperation): Promise<void>;
  state(): Promise<State>;
  /** What the attacker's own audit logs hold: all of it was sent before. */
  remembered(): Promise<string>;
  /** Forgets all of that but the newest. */
  trimLogs(): Promise<void>;
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

/** A user with a password, a session and a reset link. */
async function populatePasswords(
  app: TestApp,
  credentials: Credentials,
  name: string,
): Promise<Ids> {
  const call = caller(app, credentials);
  const email = `${name}-password-${serial}@${name}.example.com`;
  const password = `${name}-violet-47-mosaic`;
  const made = await call('/v1/passwords', { email, password, session_duration_minutes: 60 });
  await call('/v1/passwords/email/reset/start', { email });
  return {
    password,
    existing_password: password,
    new_password: password,
    password_email: email,
    password_session_token: made.session_token,
    hash: '$2a$12$vefoDBbzuMb/NczV/fc9QemTizkNAZr9EO02pIUHPAAJibcYp0.ne',
    ...(await resetLink(app, credentials, email)),
  } as unknown as Ids;
}

/** A user whose email is proven, and who has nothing else. */
async function verifiedUser(call: Call, email: string): Promise<string> {
  const hash = '$2a$12$vefoDBbzuMb/NczV/fc9QemTizkNAZr9EO02pIUHPAAJibcYp0.ne';
  const body = { email, hash, hash_type: 'bcrypt', set_email_verified: true };
  return (await call('/v1/passwords/migrate', body)).user_id as unknown as string;
}

/** Users without and with an authenticator app, and a wallet that has signed its challenge. */
async function populateSecondFactors(call: Call, name: string): Promise<Ids> {
  const address = (user: string) => `${name}-${user}-${serial}@${name}.example.com`;
  const verified_user_id = await verifiedUser(call, address('verified'));
  const totp_user_id = await verifiedUser(call, address('totp'));
  const made = await call('/v1/totps', { user_id: totp_user_id });
  const { secret, recovery_codes } = made as unknown as {
    secret: string;
    recovery_codes: string[];
  };
  const totp_code = appCode(secret, Date.now());
  await call('/v1/totps/authenticate', { user_id: totp_user_id, totp_code });
  const passkeys = await populatePasskeys(call, await verifiedUser(call, address('passkey')));
  const wallet = ethereumWallet();
  const { challenge } = await call('/v1/crypto_wallets/authenticate/start', {
    crypto_wallet_type: wallet.type,
    crypto_wallet_address: wallet.address,
  });
  return {
    ...passkeys,
    verified_user_id,
    totp_user_id,
    totp_secret: secret,
    recovery_code: recovery_codes[0] ?? '',
    crypto_wallet_address: wallet.address,
    signature: wallet.sign(challenge as unknown as string),
    challenge: challenge as unknown as string,
  };
}

/** A user who has come back from a provider and whose app has not finished the login. */
async function populateOAuth(app: TestApp, projectId: string, name: string): Promise<Ids> {
  const environment = await app.services.environments.get(projectId.slice(-36));
  const public_token = environment?.publicTokens[0] ?? '';
  const provider_subject = `${name}-account-${serial}`;
  const chosen = { subject: provider_subject, email: `${provider_subject}@${name}.example.com` };
  return {
    provider_subject,
    oauth_token: await oauthToken(app, 'google', chosen, { public_token }),
  };
}

/** Users with every kind of factor, a session, unused and used links, an invitation. */
async function populate(
  app: TestApp,
  credentials: Credentials,
  name: string,
  needs: Needs = everything,
): Promise<Ids> {
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
  const projectId = credentials.username;
  return {
    ...factors,
    ...(needs('passwords') && (await populatePasswords(app, credentials, name))),
    ...(needs('secondFactors') && (await populateSecondFactors(call, name))),
    ...(needs('m2m') && (await populateM2m(app, projectId, call, name))),
    ...(needs('connectedApps') &&
      (await populateConnectedApps(app, projectId, call, { name, session_token }))),
    ...(needs('oauth') && (await populateOAuth(app, projectId, name))),
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

async function resetLink(
  app: TestApp,
  credentials: Credentials,
  email = '',
): Promise<{ reset_token: string }> {
  const path = `/selvage/v1/messages?to=${encodeURIComponent(email)}`;
  const { body } = await app.callAs(credentials, 'GET', path);
  return { reset_token: body.messages[0].token };
}

interface ManagedProject {
  place: EnvironmentPlace;
  ids: Ids;
  /** What rows of it name as theirs: the project and its environments. */
  owners: string[];
}

async function makeProject(
  app: TestApp,
  workspaceId: string,
  name: string,
  url: string,
): Promise<ManagedProject> {
  const { services } = app;
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
  await services.projects.updateEnvironment(place, {
    settings: { user_impersonation_enabled: true },
  });
  const secret = presentSecret(await services.projects.createSecret(place));
  const [token] = await services.projects.listPublicTokens(place);
  await services.projects.createPublicToken(place);
  await services.projects.createRedirectUrl(
    place,
    { url, validTypes: [{ type: 'LOGIN', isDefault: false }] },
    false,
  );
  const template_id = await makeTemplates(app, environment);
  await services.oauthProviders.put(place, 'github', {
    client_id: `${project.slug}-client`,
    client_secret: `${project.slug}-client-secret`,
    endpoints: nowhere,
  });
  const credentials = { username: projectIdOf(test), password: secret.secret };
  const { user_id } = await caller(app, credentials)('/v1/users', {
    email: 'managed@managed.example.com',
  });
  return {
    place,
    owners: [project.id, live.id, test.id],
    ids: {
      project_slug: project.slug,
      project_name: name,
      environment_slug: test.slug,
      project_id: projectIdOf(test),
      secret_id: secret.secret_id,
      secret: secret.secret,
      public_token: token?.token ?? '',
      managed_user_id: user_id ?? '',
      url,
      template_id,
      provider_client_id: `${project.slug}-client`,
      provider_client_secret: `${project.slug}-client-secret`,
      ...(await makeProfile(app, place)),
    },
  };
}

/** One that is the default for LOGIN, and one that can be deleted, whose id is given. */
async function makeTemplates(app: TestApp, place: ProjectPlace): Promise<string> {
  const { emailTemplates } = app.services;
  const template_id = `${place.projectSlug}-template`;
  for (const id of [template_id, `${template_id}-default`]) {
    await emailTemplates.create(place, { template_id: id, prebuilt_customization: {} });
  }
  await emailTemplates.setDefault(place, 'LOGIN', `${template_id}-default`);
  return template_id;
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
  // Wrong passwords are part of it, and shall be heard to the end.
  await changeSettings(app, {
    user_lock_threshold: 1_000_000,
    user_impersonation_enabled: true,
    idp_authorization_url: 'https://app.example.com/authorize',
    idp_dynamic_client_registration_enabled: true,
  });
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
  const victimIds = await populate(app, victim, 'victim');
  const theirs = {
    ...other.ids,
    ...victimIds,
    ...(await populateTrustedTokens(app, other.place, 'victim', victimIds['email'] ?? '')),
    ...(await populateImpersonation(app, other.place, victimIds['user_id'])),
  };
  const theirLive = await services.environments.get(live.project_id.slice(-36));
  await services.signingKeys.published(theirLive as NonNullable<typeof theirLive>);
  const liveUser = await populateLive(app);
  const owners = new Set([otherWorkspace, ...other.owners, live.project_id.slice(-36)]);

  const workspaceId = (await services.projects.firstWorkspace()) ?? '';
  let own: Ids = {};
  let managed: Ids = {};

  async function renewProject(needs: Needs): Promise<void> {
    await app.call('PUT', '/selvage/v1/clock', { reset: true });
    await app.call('POST', '/selvage/v1/reset', {});
    await dropLasting(app, test.project_id);
    own = { ...own, ...(await populate(app, project(test), 'attacker', needs)) };
    const place = { workspaceId, projectSlug: 'my-project', environmentSlug: 'test' };
    const email = own['email'] ?? '';
    own = { ...own, ...(await populateImpersonation(app, place, own['user_id'])) };
    if (needs('trustedTokens')) {
      own = { ...own, ...(await populateTrustedTokens(app, place, 'attacker', email)) };
    }
  }

  async function renewManaged(): Promise<void> {
    for (const { slug } of await services.projects.listProjects(workspaceId)) {
      if (slug === 'my-project') continue;
      await services.projects.deleteProject({ workspaceId, projectSlug: slug });
    }
    managed = (await makeProject(app, workspaceId, 'Scratch', 'https://scratch.example/callback'))
      .ids;
  }

  await renewProject(everything);
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
    renew: ({ caller: kind, id }) =>
      kind === 'workspace' ? renewManaged() : renewProject(needsOf(id)),
    state: await stateReader(database, owners),
    remembered: () => readLogs(database, owners),
    trimLogs: () => trimLogs(database, owners),
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
