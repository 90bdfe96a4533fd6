import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { Nullable, named, OneOf, OpenObject, withError, withTypeError } from '../../wire-schema.ts';
import { presentUser } from '../present-user.ts';
import { User } from '../wire.ts';

const Query = named(
  'SearchUsersQuery',
  Type.Object({
    operator: withTypeError(
      'user_search_invalid_operator',
      withError('user_search_invalid_operator', OneOf(['OR', 'AND'])),
    ),
    // The OpenAPI document of the reference requires them; its words and the pages do not.
    operands: Type.Optional(
      Type.Array(OpenObject(), {
        description: 'Objects of filter_name and filter_value; none matches every user.',
      }),
    ),
  }),
);

export const searchUsers = operation({
  id: 'users.search',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/v1/users/search',
  caller: 'project',
  tag: 'Users',
  summary: 'Search users, page by page in the order of creation',
  confirms: true,
  body: Type.Object({
    cursor: Type.Optional(Type.String({ description: 'next_cursor of the page before.' })),
    limit: Type.Optional(
      withError(
        'user_search_invalid_limit',
        Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
      ),
    ),
    query: Type.Optional(Query),
  }),
  response: {
    results: Type.Array(User),
    results_metadata: Type.Object({
      total: Type.Integer({ description: 'All matches; -1 where they are not counted.' }),
      next_cursor: Nullable(Type.String({ description: 'Null on the last page.' })),
    }),
  },
  async handler({ environment, services }, { body }) {
    const { users, total, nextCursor } = await services.userSearch.search(environment, body);
    const now = environment.now();
    return {
      results: users.map((user) => presentUser(environment.kind, user, now)),
      results_metadata: { total, next_cursor: nextCursor },
    };
  },
});
