import type { Migration } from '../src/platform/db/migrator.ts';

/** When the user who authorized an app had logged in, which the app's ID tokens tell. */
export const authorizationTime: Migration = {
  name: '0019-authorization-time',
  async up({ schema, type, run }) {
    await run(
      schema.alterTable('connected_app_authorizations').addColumn('authenticated_at', type.instant),
    );
  },
};
