import { filterNames as ofClients } from '../../features/m2m/search-query.ts';
import { filterNames as ofUsers } from '../../features/users/search-operands.ts';
import { everyType, worstOf } from './values.ts';

/** JSON source texts of search queries: every filter with every hostile value, alone and listed. */
function* hostileQueries(
  filterNames: readonly string[],
  foreign: readonly string[],
): Generator<string> {
  const query = (name: string, value: string): string =>
    `{"operator":"AND","operands":[{"filter_name":"${name}","filter_value":${value}}]}`;
  for (const name of [...filterNames, 'nothing', '__proto__', 'constructor']) {
    yield query(name, JSON.stringify(foreign));
    for (const value of [...everyType, ...worstOf('string')]) {
      yield query(name, value);
      yield query(name, `[${value}]`);
      if (name === 'created_at_between') {
        yield query(name, `{"greater_than":${value},"less_than":${value}}`);
      }
    }
  }
  for (const operands of ['[null]', '[[]]', '["x"]', '[{}]', '{}', `[${'{},'.repeat(2_000)}{}]`]) {
    yield `{"operator":"OR","operands":${operands}}`;
  }
}

/** By operation, given the values of others. */
export const searches: Readonly<Record<string, (foreign: readonly string[]) => Iterable<string>>> =
  {
    'users.search': (foreign) => hostileQueries(ofUsers, foreign),
    'm2m.clients.search': (foreign) => hostileQueries(ofClients, foreign),
  };
