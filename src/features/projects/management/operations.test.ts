import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { managementOperations } from './operations.ts';
import { unbuiltManagementOperations } from './unbuilt.ts';

const named = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;
const built = managementOperations.map(named);
const unbuilt = unbuiltManagementOperations.map(named);

test('an operation is built or not built, and listed once', () => {
  const all = [...built, ...unbuilt];
  expect(new Set(all).size).toBe(all.length);
});

test('every management operation asks for a management key', () => {
  const callers = [...managementOperations, ...unbuiltManagementOperations].map(
    ({ caller }) => caller,
  );
  expect(new Set(callers)).toEqual(new Set(['workspace']));
});

// The wire facts lie beside a development checkout only.
const published = new URL(
  '../../../../../shared/reference/stytch-management-openapi.yml',
  import.meta.url,
);
if (existsSync(published)) {
  test('nothing of the published description is forgotten', () => {
    const documented: string[] = [];
    let path = '';
    for (const line of readFileSync(published, 'utf8').split('\n')) {
      path = /^ {2}(\/\S+):$/.exec(line)?.[1] ?? path;
      const method = /^ {4}(get|post|put|patch|delete):$/.exec(line)?.[1];
      if (method) documented.push(`${method.toUpperCase()} ${path}`);
    }
    expect(documented.length).toBeGreaterThan(50);
    const known = new Set([...built, ...unbuilt]);
    expect(documented.filter((operation) => !known.has(operation))).toEqual([]);
  });
}
