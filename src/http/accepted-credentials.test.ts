import { expect, test } from 'vitest';
import type { Environment } from '../features/projects/environment.ts';
import { createAcceptedCredentials } from './accepted-credentials.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const headerOf = (secret: string, id = ID): string =>
  `Basic ${Buffer.from(`project-test-${id}:${secret}`).toString('base64')}`;

function world() {
  const environment = { id: ID } as Environment;
  const held = new Map([[ID, environment]]);
  const accepted = createAcceptedCredentials({ peek: (id) => held.get(id) });
  accepted.remember(headerOf('secret-test-right'), { environment, secretId: 'one' });
  return { environment, held, accepted };
}

test('what was accepted is recalled for the same header', () => {
  const { accepted, environment } = world();
  const found = accepted.recall(headerOf('secret-test-right'));
  expect(found).toMatchObject({ environment, secretId: 'one' });
});

test.each([
  ['another secret', headerOf('secret-test-wrong')],
  ['a longer one', headerOf('secret-test-right-')],
  ['a shorter one', headerOf('secret-test-righ')],
  ['another last character of the project', headerOf('secret-test-right', ID.replace(/5$/, '6'))],
  ['another project', headerOf('secret-test-right', ID.replaceAll('1', '9'))],
  ['nothing', ''],
])('%s is not', (_what, header) => {
  expect(world().accepted.recall(header)).toBeUndefined();
});

test('nothing is recalled once the environment was read anew or is gone', () => {
  const { accepted, held } = world();
  held.set(ID, { id: ID } as Environment);
  expect(accepted.recall(headerOf('secret-test-right'))).toBeUndefined();
  held.delete(ID);
  expect(accepted.recall(headerOf('secret-test-right'))).toBeUndefined();
});

test('the newest accepted secret of a project takes the place of the one before', () => {
  const { accepted, environment } = world();
  accepted.remember(headerOf('secret-test-other'), { environment, secretId: 'two' });
  expect(accepted.recall(headerOf('secret-test-other'))?.secretId).toBe('two');
  expect(accepted.recall(headerOf('secret-test-right'))).toBeUndefined();
});
