import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { presentUser } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';

/** Ours: the hosted service unlocks by its dashboard only. */
export const unlockUser = operation({
  id: 'management.users.unlock',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/users/:user_id/unlock',
  caller: 'workspace',
  tag: 'Management: users',
  summary: 'End the lock of a user, and forget the failures before it',
  params: Type.Object({ ...EnvironmentParams.properties, user_id: Type.String() }),
  body: Type.Object({}),
  response: { user: User },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const environment = await services.projects.snapshot(place);
    const user = await services.userLocks.unlock(environment, params.user_id);
    return { user: presentUser(environment.kind, user, environment.now()) };
  },
});
