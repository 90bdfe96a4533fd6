import type { Database, Executor } from '../../platform/db/executor.ts';
import { decodeJson } from '../../platform/db/json.ts';
import type { TemplateIndex, TemplateType } from '../email-templates/email-template.ts';
import type { RegisteredUrl } from '../redirect-urls/matching.ts';
import { signingKeyColumns } from '../sessions/signing-key.ts';
import { completeSettings, type EnvironmentSettings } from './environment-settings.ts';

export interface EnvironmentRow {
  id: string;
  slug: string;
  type: 'TEST' | 'LIVE';
  version: number;
  settings: EnvironmentSettings;
  clockOffset: number;
  oauthCallbackId: string;
  projectSlug: string;
  projectName: string;
}

export async function findEnvironment(
  executor: Executor,
  id: string,
): Promise<EnvironmentRow | undefined> {
  const row = await executor.first(
    executor.q
      .selectFrom('environments as e')
      .innerJoin('projects as p', 'p.id', 'e.project_id')
      .select(['e.id', 'e.slug', 'e.type', 'e.version', 'e.settings', 'e.clock_offset'])
      .select('e.oauth_callback_id')
      .select(['p.slug as project_slug', 'p.name as project_name'])
      .where('e.id', '=', id),
  );
  if (!row) return undefined;
  return {
    id: row.id,
    slug: row.slug,
    type: row.type,
    version: row.version,
    settings: completeSettings(decodeJson<Partial<EnvironmentSettings>>(row.settings)),
    clockOffset: row.clock_offset,
    oauthCallbackId: row.oauth_callback_id,
    projectSlug: row.project_slug,
    projectName: row.project_name,
  };
}

export const listSecretHashes = (executor: Executor, environmentId: string) =>
  executor.all(
    executor.q
      .selectFrom('secrets')
      .select(['id', 'secret_hash as hash', 'used_at as usedAt'])
      .where('environment_id', '=', environmentId),
  );

export const listPublicTokenIds = (executor: Executor, environmentId: string) =>
  executor.all(
    executor.q
      .selectFrom('public_tokens')
      .select('id')
      .where('environment_id', '=', environmentId)
      .orderBy('created_at')
      .orderBy('id'),
  );

export async function listRedirectUrls(
  executor: Executor,
  environmentId: string,
): Promise<RegisteredUrl[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('redirect_urls')
      .select(['url', 'valid_types'])
      .where('environment_id', '=', environmentId)
      .orderBy('created_at')
      .orderBy('url'),
  );
  return rows.map((row) => ({
    url: row.url,
    validTypes: decodeJson<RegisteredUrl['validTypes']>(row.valid_types),
  }));
}

/** Of the project that the environment belongs to; without contents, which may be long. */
export async function indexEmailTemplates(
  executor: Executor,
  environmentId: string,
): Promise<TemplateIndex> {
  const rows = await executor.all(
    executor.q
      .selectFrom('environments as e')
      .innerJoin('email_templates as t', 't.project_id', 'e.project_id')
      .leftJoin('default_email_templates as d', (join) =>
        join
          .onRef('d.project_id', '=', 't.project_id')
          .onRef('d.template_id', '=', 't.template_id'),
      )
      .select(['t.template_id', 't.type', 'd.email_template_type as default_for'])
      .where('e.id', '=', environmentId),
  );
  const types = new Map<string, TemplateType>();
  const defaults = new Map<TemplateType, string>();
  for (const row of rows) {
    types.set(row.template_id, row.type as TemplateType);
    if (row.default_for !== null) defaults.set(row.default_for as TemplateType, row.template_id);
  }
  return { types, defaults };
}

export const listSigningKeys = (executor: Executor, environmentId: string) =>
  executor.all(
    executor.q
      .selectFrom('signing_keys')
      .select(signingKeyColumns)
      .where('environment_id', '=', environmentId)
      .orderBy('signs_from')
      .orderBy('id'),
  );

export const bumpVersion = (executor: Executor, environmentId: string): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('environments')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .where('id', '=', environmentId),
  );

export const currentVersion = async (
  executor: Executor,
  environmentId: string,
): Promise<number | undefined> =>
  (
    await executor.first(
      executor.q.selectFrom('environments').select('version').where('id', '=', environmentId),
    )
  )?.version;

/** When a secret was last used, to the hour; no fact worth waiting for. */
export async function touchSecret(
  database: Database,
  environmentId: string,
  id: string,
  usedAt: number,
): Promise<void> {
  const { sql, parameters } = database.q
    .updateTable('secrets')
    .set({ used_at: usedAt })
    .where('environment_id', '=', environmentId)
    .where('id', '=', id)
    .compile();
  await database.runRelaxed(sql, parameters);
}

export const findPublicToken = async (
  executor: Executor,
  id: string,
): Promise<string | undefined> =>
  (
    await executor.first(
      executor.q.selectFrom('public_tokens').select('environment_id').where('id', '=', id),
    )
  )?.environment_id;

export const findByOAuthCallbackId = async (
  executor: Executor,
  id: string,
): Promise<string | undefined> =>
  (
    await executor.first(
      executor.q.selectFrom('environments').select('id').where('oauth_callback_id', '=', id),
    )
  )?.id;
