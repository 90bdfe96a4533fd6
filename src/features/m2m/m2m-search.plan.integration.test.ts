import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertManyClients, insertManyScopes } from '../../testing/many-rows.ts';
import { plansOf, recording } from '../../testing/query-plans.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { type ClientQuery, countClients, listClients } from './m2m-search.store.ts';
import type { Filter } from './search-query.ts';

const CLIENTS = 20_000;
const wholeTable = {
  postgres: /Seq Scan on m2m_clients/,
  sqlite: /^SCAN (c|s)\b|^SEARCH s .*\(environment_id=\?\)/m,
};
/** All clients of the environment, one after the other. */
const walk = {
  postgres: /Scan using m2m_clients_created_at/,
  sqlite: /m2m_clients_created_at/,
};

let app: TestApp;
let environment: string;

beforeAll(async () => {
  app = await createTestApp();
  environment = app.test.project_id.slice(-36);
  const rows = { environmentId: environment, count: CLIENTS };
  await insertManyClients(app.database, rows);
  await insertManyScopes(app.database, rows);
});
afterAll(() => app.close());

const filter = (name: Filter['name'], ...values: string[]): Filter => ({ name, values });
const everyThousandth = Array.from({ length: 20 }, (_, n) => `client-${n * 1000 + 5}`);

type Case = [string, ClientQuery['combine'], Filter[], string[]];
const few: Case[] = [
  ['an id', 'and', [filter('client_id', 'client-77', 'nobody')], ['client-77']],
  [
    'a name',
    'and',
    [filter('client_name', 'name-3')],
    Array.from({ length: 100 }, (_, n) => `client-${300 + n}`),
  ],
  ['a rare scope', 'and', [filter('scopes', 'rare')], everyThousandth],
  ['no such scope', 'and', [filter('scopes', 'none')], []],
  [
    'a common scope and a rare one',
    'and',
    [filter('scopes', 'common'), filter('scopes', 'rare')],
    everyThousandth,
  ],
  [
    'a name or a scope',
    'or',
    [filter('client_name', 'name-0'), filter('scopes', 'rare')],
    [...Array.from({ length: 99 }, (_, n) => `client-${n + 1}`), ...everyThousandth.slice(1)],
  ],
  ['neither a name nor a scope', 'or', [filter('client_name', 'x'), filter('scopes', 'x')], []],
];

async function search(combine: ClientQuery['combine'], filters: Filter[]) {
  const { database, statements } = recording(app.database);
  const query = { environment, combine, filters };
  const found = await listClients(database, query, undefined, 1_000);
  const plans: string[] = [];
  for (const statement of statements) plans.push(...(await plansOf(app.database, statement)));
  return { ids: found.map(({ clientId }) => clientId), plans, page: plans.at(-1) ?? '' };
}

describe('clients are found without reading all of them', () => {
  test.each(few)('by %s', async (_name, combine, filters, expected) => {
    const { ids, plans, page } = await search(combine, filters);
    expect(ids).toEqual(expected);
    for (const plan of plans) expect(plan).not.toMatch(wholeTable[app.database.engine]);
    expect(page).not.toMatch(walk[app.database.engine]);
    const total = await countClients(app.database, { environment, combine, filters });
    expect(total).toBe(expected.length);
  });

  test('a second page goes on where the first ended', async () => {
    const query: ClientQuery = { environment, combine: 'and', filters: [filter('scopes', 'rare')] };
    const [, second] = await listClients(app.database, query, undefined, 2);
    const place = { createdAt: second?.createdAt ?? 0, id: second?.clientId ?? '' };
    const rest = await listClients(app.database, query, place, 100);
    expect(rest.map(({ clientId }) => clientId)).toEqual(everyThousandth.slice(2));
  });
});

describe('where most clients match they are walked in the order of the results', () => {
  test.each<Case>([
    ['no filter', 'and', [], []],
    ['a common scope', 'and', [filter('scopes', 'common')], []],
    [
      'a common scope or a name',
      'or',
      [filter('scopes', 'common'), filter('client_name', 'x')],
      [],
    ],
  ])('by %s', async (_name, combine, filters) => {
    const { ids, page } = await search(combine, filters);
    expect(ids).toEqual(Array.from({ length: 1_000 }, (_, n) => `client-${n + 1}`));
    expect(page).toMatch(walk[app.database.engine]);
    const total = await countClients(app.database, { environment, combine, filters });
    expect(total).toBe(CLIENTS);
  });
});
