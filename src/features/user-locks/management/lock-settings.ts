import { Type } from 'typebox';
import { type Operation, operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';

const path = '/pwa/v3/projects/:project_slug/environments/:environment_slug/user_lock';

const settings = {
  one_time_codes_count: Type.Boolean({
    description:
      'Whether wrong one-time codes count towards the lock of a user. False keeps strangers from locking anybody out by guessing; each code still takes no more guesses than the threshold.',
  }),
};

/** Ours: what the environment's `user_lock_*` settings do not say. */
const getUserLock = operation({
  id: 'management.user_lock.get',
  method: 'GET',
  path,
  caller: 'workspace',
  tag: 'Management: users',
  summary: 'Read which failures count towards the lock of a user',
  params: EnvironmentParams,
  response: settings,
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const environment = await services.projects.getEnvironment(place);
    return { one_time_codes_count: environment.settings.user_lock_counts_codes };
  },
});

const setUserLock = operation({
  id: 'management.user_lock.set',
  method: 'PUT',
  path,
  caller: 'workspace',
  tag: 'Management: users',
  summary: 'Choose which failures count towards the lock of a user',
  params: EnvironmentParams,
  body: Type.Object(settings),
  response: settings,
  async handler({ workspaceKey, services }, { params, body }) {
    const environment = await services.projects.updateEnvironment(
      environmentPlace(workspaceKey, params),
      { settings: { user_lock_counts_codes: body.one_time_codes_count } },
    );
    return { one_time_codes_count: environment.settings.user_lock_counts_codes };
  },
});

export const userLockOperations: readonly Operation[] = [getUserLock, setUserLock];
