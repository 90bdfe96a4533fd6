import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { apiError } from '../../catalogue.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { OpenObject, withError } from '../../wire-schema.ts';
import { presentManagedPolicy } from '../present-policy.ts';
import { readPolicy } from '../read-policy.ts';
import { ManagedPolicy } from '../wire.ts';

// The Go client leaves out what is empty (management-and-dashboard 1.3): an absent member is an
// empty one, and what may not be empty says so under its own name.
const Permission = Type.Object({
  resource_id: withError('empty_rbac_resource_id', Type.String()),
  actions: withError('rbac_permission_missing_actions', Type.Array(Type.String())),
});
const description = Type.Optional(Type.String());
const DefaultRole = Type.Object({ permissions: Type.Optional(Type.Array(Permission)) });

const Role = Type.Object({
  role_id: withError('empty_rbac_role_id', Type.String()),
  description,
  permissions: withError('rbac_role_missing_permissions', Type.Array(Permission)),
});

const Resource = Type.Object({
  resource_id: withError('empty_rbac_resource_id', Type.String()),
  description,
  available_actions: withError('rbac_resource_missing_actions', Type.Array(Type.String())),
});

const Scope = Type.Object({
  scope: withError('empty_rbac_scope', Type.String()),
  description,
  permissions: withError('rbac_scope_missing_permissions', Type.Array(Permission)),
});

export const setRbacPolicy = operation({
  id: 'management.rbac_policy.set',
  method: 'PUT',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/rbac_policy',
  caller: 'workspace',
  tag: 'Management: RBAC',
  summary: 'Replace the policy of an environment; deleted roles leave their users',
  params: EnvironmentParams,
  body: Type.Object({
    stytch_user: Type.Optional(DefaultRole),
    stytch_member: Type.Optional(OpenObject({ description: 'B2B only: refused.' })),
    stytch_admin: Type.Optional(OpenObject({ description: 'B2B only: refused.' })),
    custom_roles: Type.Optional(Type.Array(Role)),
    custom_resources: Type.Optional(Type.Array(Resource)),
    custom_scopes: Type.Optional(Type.Array(Scope)),
  }),
  response: { policy: ManagedPolicy },
  async handler({ workspaceKey, services }, { params, body }) {
    if (body.stytch_member !== undefined || body.stytch_admin !== undefined) {
      throw apiError('invalid_role_for_vertical');
    }
    const rbac_policy = readPolicy(body);
    const place = environmentPlace(workspaceKey, params);
    const { settings } = await services.projects.updateEnvironment(place, {
      settings: { rbac_policy },
    });
    return { policy: presentManagedPolicy(settings.rbac_policy) };
  },
});
