import { toTimestamp } from '../../platform/clock.ts';
import { wireId } from '../../platform/ids.ts';
import type { RegisteredUrl } from '../redirect-urls/matching.ts';
import type { RequestedType } from '../redirect-urls/registration.ts';
import { managedSettings } from './managed-settings.ts';
import type { PublicToken as PublicTokenRecord } from './public-tokens.ts';
import type { EnvironmentRecord, NewSecret, ProjectRecord, SecretRow } from './records.ts';
import type { Keyed } from './secrets.ts';
import type * as wire from './wire.ts';

export const presentProject = (project: ProjectRecord): wire.Project => ({
  project_slug: project.slug,
  name: project.name,
  vertical: project.vertical,
  created_at: toTimestamp(project.createdAt),
});

export const projectIdOf = ({ kind, id }: EnvironmentRecord): string => wireId('project', kind, id);

export const presentEnvironment = (environment: EnvironmentRecord): wire.Environment => ({
  environment_slug: environment.slug,
  project_slug: environment.projectSlug,
  name: environment.name,
  project_id: projectIdOf(environment),
  type: environment.type,
  created_at: toTimestamp(environment.createdAt),
  oauth_callback_id: environment.oauthCallbackId,
  ...managedSettings(environment.settings),
});

const secretId = ({ environment, id }: Keyed<{ id: string }>): string =>
  wireId('secret', environment.kind, id);

export const presentSecret = (secret: Keyed<NewSecret>): wire.Secret => ({
  secret_id: secretId(secret),
  secret: secret.value,
  created_at: toTimestamp(secret.createdAt),
});

export const presentMaskedSecret = (secret: Keyed<SecretRow>): wire.MaskedSecret => ({
  secret_id: secretId(secret),
  last_four: secret.lastFour,
  created_at: toTimestamp(secret.createdAt),
  ...(secret.usedAt !== null && { used_at: toTimestamp(secret.usedAt) }),
});

export const presentPublicToken = (token: PublicTokenRecord): wire.PublicToken => ({
  public_token: token.token,
  created_at: toTimestamp(token.createdAt),
});

export const presentRedirectUrl = ({ url, validTypes }: RegisteredUrl): wire.RedirectUrl => ({
  url,
  valid_types: validTypes.map(({ type, isDefault }) => ({ type, is_default: isDefault })),
});

export const readRedirectUrlTypes = (types: wire.RedirectUrlTypes = []): RequestedType[] =>
  types.map((requested) => ({ type: requested.type, isDefault: requested.is_default ?? false }));

/** The live environment and the oldest test one stand for the pair that a project once had. */
export function presentBridgeProject(
  project: ProjectRecord,
  environments: readonly EnvironmentRecord[],
): wire.BridgeProject {
  const own = environments.filter((environment) => environment.projectUuid === project.id);
  const live = own.find((environment) => environment.type === 'LIVE');
  const test = own.find((environment) => environment.type === 'TEST');
  return {
    live_project_id: live ? projectIdOf(live) : '',
    test_project_id: test ? projectIdOf(test) : '',
    live_project_slug: live?.slug ?? '',
    test_project_slug: test?.slug ?? '',
    ...presentProject(project),
  };
}
