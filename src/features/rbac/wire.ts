import { type Static, Type } from 'typebox';
import { named } from '../wire-schema.ts';

const text = () => Type.String();
const list = () => Type.Array(Type.String());

const PolicyPermission = named(
  'PolicyPermission',
  Type.Object({
    resource_id: text(),
    actions: Type.Array(Type.String(), { description: '`*` stands for each.' }),
  }),
);

/** Stable shape of `GET /v1/rbac/policy`: SDKs iterate the three lists unguarded. */
export const Policy = named(
  'Policy',
  Type.Object({
    roles: Type.Array(
      named(
        'PolicyRole',
        Type.Object({
          role_id: text(),
          description: text(),
          permissions: Type.Array(PolicyPermission),
        }),
      ),
    ),
    resources: Type.Array(
      named(
        'PolicyResource',
        Type.Object({ resource_id: text(), description: text(), actions: list() }),
      ),
    ),
    scopes: Type.Array(
      named(
        'PolicyScope',
        Type.Object({
          scope: text(),
          description: text(),
          permissions: Type.Array(PolicyPermission),
        }),
      ),
    ),
  }),
);
export type Policy = Static<typeof Policy>;

const ManagedResource = named(
  'RbacResource',
  Type.Object({ resource_id: text(), description: text(), available_actions: list() }),
);

const DefaultRole = named(
  'RbacDefaultRole',
  Type.Object({ permissions: Type.Array(PolicyPermission) }),
);

/** The policy as its operator sees it (management-and-dashboard 1.8). */
export const ManagedPolicy = named(
  'RbacPolicy',
  Type.Object({
    stytch_resources: Type.Array(ManagedResource),
    custom_roles: Type.Array(
      named(
        'RbacRole',
        Type.Object({
          role_id: text(),
          description: text(),
          permissions: Type.Array(PolicyPermission),
        }),
      ),
    ),
    custom_resources: Type.Array(ManagedResource),
    custom_scopes: Type.Array(
      named(
        'RbacScope',
        Type.Object({
          scope: text(),
          description: text(),
          permissions: Type.Array(PolicyPermission),
        }),
      ),
    ),
    stytch_user: DefaultRole,
  }),
);
export type ManagedPolicy = Static<typeof ManagedPolicy>;
