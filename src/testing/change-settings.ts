import type { EnvironmentSettings } from '../features/projects/environment-settings.ts';
import { completePolicy } from '../features/rbac/policy.ts';
import { decodeJson, encodeJson } from '../platform/db/json.ts';
import type { TestApp } from './test-app.ts';

/** Settings of the TEST environment that no operation can set (yet), as one would set them. */
export async function changeSettings(
  app: TestApp,
  changes: Partial<EnvironmentSettings>,
): Promise<void> {
  const id = app.test.project_id.slice(-36);
  await app.database.transaction(async (tx) => {
    await app.services.environments.bump(tx, id);
    const row = await tx.first(
      tx.q.selectFrom('environments').select('settings').where('id', '=', id),
    );
    const settings = { ...decodeJson<object>(row?.settings ?? '{}'), ...changes };
    await tx.affected(
      tx.q
        .updateTable('environments')
        .set({ settings: encodeJson(settings) })
        .where('id', '=', id),
    );
  });
}

/** A policy with these custom roles, which allow nothing by themselves. */
export const policyWithRoles = (...roles: string[]): EnvironmentSettings['rbac_policy'] => ({
  ...completePolicy(),
  custom_roles: roles.map((role_id) => ({ role_id, description: '', permissions: [] })),
});
