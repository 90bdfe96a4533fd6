import { expect } from 'vitest';
import { factorIdKind } from '../features/users/factor.ts';
import type { FactorKind, FactorTable } from '../platform/db/schema.ts';
import { orderedId } from '../platform/ids.ts';
import { type Answer, createTestApp, type TestApp } from './test-app.ts';

/** Name of a filter and its value. */
export type Operand = [filter: string, value: unknown];

/** A page as tests compare it: users by their first names. */
export interface Found {
  names: string[];
  total: number;
  cursor: string | null;
}

export interface MadeUser {
  user_id: string;
  email_id: string;
  phone_id: string;
}

export interface SearchWorld {
  app: TestApp;
  search(body?: object): Promise<Answer>;
  /** First names of what a query finds on its first page. */
  found(operator: string, ...operands: Operand[]): Promise<string[]>;
  /** The same with AND. */
  finds(...operands: Operand[]): Promise<string[]>;
  /** A user with this first name and, unless `body` says otherwise, an email made of it. */
  create(firstName: string, body?: object): Promise<MadeUser>;
  setCreatedAt(user: MadeUser, instant: number): Promise<void>;
  /** Adds a factor of a kind that other features make; gives its wire id. */
  addFactor(owner: MadeUser, kind: FactorKind, factor?: Partial<FactorTable>): Promise<string>;
  /** Removes every user. */
  clear(): Promise<void>;
}

export const searchQuery = (operator: string, operands: Operand[]) => ({
  operator,
  operands: operands.map(([filter_name, filter_value]) => ({ filter_name, filter_value })),
});

export function readFound({ status, body }: Answer): Found {
  expect(status, JSON.stringify(body)).toBe(200);
  return {
    names: body.results.map((user: { name: { first_name: string } }) => user.name.first_name),
    total: body.results_metadata.total,
    cursor: body.results_metadata.next_cursor,
  };
}

const factorData: Record<FactorKind, object> = {
  email: { address: 'Mixed@Example.org' },
  phone_number: {},
  webauthn_registration: { domain: 'd', user_agent: '', authenticator_type: '', name: '' },
  biometric_registration: {},
  totp: {},
  crypto_wallet: { address: '0xAB', type: 'ethereum' },
  password: { requires_reset: false },
  oauth: { provider_type: 'Google', provider_subject: '1', profile_picture_url: '', locale: '' },
};

/** A server whose users the tests of the search make and look for. */
export async function createSearchWorld(): Promise<SearchWorld> {
  const app = await createTestApp();
  const { database } = app;
  const search: SearchWorld['search'] = (body = {}) => app.call('POST', '/v1/users/search', body);
  const found: SearchWorld['found'] = async (operator, ...operands) =>
    readFound(await search({ query: searchQuery(operator, operands) })).names;
  const uuidOf = (user: MadeUser) => user.user_id.slice('user-test-'.length);
  return {
    app,
    search,
    found,
    finds: (...operands) => found('AND', ...operands),
    async create(first_name, body = {}) {
      const email = `${first_name}@example.com`.toLowerCase();
      const user = { email, name: { first_name }, ...body };
      const answer = await app.call('POST', '/v1/users', user);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return answer.body;
    },
    async setCreatedAt(user, created_at) {
      await database.affected(
        database.q.updateTable('users').set({ created_at }).where('id', '=', uuidOf(user)),
      );
    },
    async addFactor(owner, kind, factor = {}) {
      const id = orderedId();
      await database.affected(
        database.q.insertInto('factors').values({
          environment_id: app.test.project_id.slice('project-test-'.length),
          id,
          user_id: uuidOf(owner),
          kind,
          identifier: id,
          realm: '',
          verified: 1,
          data: JSON.stringify(factorData[kind]),
          created_at: 0,
          expires_at: null,
          ...factor,
        }),
      );
      return `${factorIdKind[kind]}-test-${id}`;
    },
    async clear() {
      await database.affected(database.q.deleteFrom('users'));
    },
  };
}
