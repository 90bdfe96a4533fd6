import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../features/operations.ts';
import type { State } from '../testing/hostile/database-state.ts';
import {
  type DescribedOperation,
  describedOperations,
} from '../testing/hostile/described-operations.ts';
import {
  AS_IT_SHOULD_BE,
  foreignValues,
  goodBody,
  goodPath,
  type HostileRequest,
  hostileRequests,
} from '../testing/hostile/requests.ts';
import { hostileJson } from '../testing/hostile/values.ts';
import { problemsOf } from '../testing/hostile/verdict.ts';
import { createHostileWorld, type HostileWorld } from '../testing/hostile/world.ts';
import { openApiDocument } from './openapi.ts';

const described = describedOperations(openApiDocument(operations, '0'));
/** The same requests in every run. */
const SEED = 20_260_101;
const RUNS = 25;
/** After so many accepted requests the attacker starts again: lists must stay short. */
const MAX_CHANGES = 30;

/** Hundreds of requests for each operation, some with a password hash. */
const TIMEOUT_MS = 600_000;

let world: HostileWorld;
let before: State;
let changes = 0;

beforeAll(async () => {
  world = await createHostileWorld();
});
afterAll(() => world?.app.close());

async function renew(operation: DescribedOperation): Promise<void> {
  if (readsLogs(operation)) await world.trimLogs();
  await world.renew(operation);
  before = await world.state();
}

const readsLogs = ({ id }: DescribedOperation): boolean => id.includes('audit_log');

/** Why even a good request is refused; all other operations must accept theirs. */
const refused: Record<string, string> = {
  'sessions.migrate': 'migrate_from_external_missing_userinfo',
  // It takes a token in a header, and these requests have none of it.
  'oauth2.userinfo': 'invalid_token',
  'oauth2.userinfo.root': 'invalid_token',
};

/** Sends one request and gives everything that is wrong with what it did. */
async function attack(operation: DescribedOperation, request: HostileRequest): Promise<string[]> {
  const credentials = world.credentials[operation.caller];
  const headers: Record<string, string> = {};
  if (request.contentType !== undefined) headers['content-type'] = request.contentType;
  if (credentials) {
    const { username, password } = credentials;
    headers['authorization'] = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }
  const response = await world.app.app.inject({
    method: operation.method,
    url: request.path,
    headers,
    ...(request.bytes && { payload: request.bytes }),
  });
  const answer = {
    status: response.statusCode,
    contentType: String(response.headers['content-type'] ?? ''),
    text: response.body,
  };
  const sent = `${decodeLeniently(request.path)} ${request.bytes?.toString() ?? ''}`;
  const logged = readsLogs(operation) ? await world.remembered() : '';
  const brought = `${sent} ${before.ours.join()} ${logged}`;
  const problems = problemsOf(operation, answer, brought, world.theirs);
  const after = await world.state();
  const touched = difference(before.theirs, after.theirs);
  if (touched.length > 0) problems.push(`changes the other tenant: ${touched.join('\n')}`);
  const changed = difference(before.ours, after.ours);
  if (answer.status >= 400 && changed.length > 0) {
    problems.push(`is refused (${answer.text}) and changes: ${changed.join('\n')}`);
  }
  // Without this a mistake in the set-up would leave nothing but early refusals to test.
  if (request.name === AS_IT_SHOULD_BE) {
    const { error_type } = JSON.parse(answer.text) as { error_type?: string };
    if (error_type !== refused[operation.id]) problems.push(`is refused: ${answer.text}`);
  }
  before = after;
  if (changed.length > 0 && (isSpent(changed) || ++changes % MAX_CHANGES === 0)) {
    await renew(operation);
  }
  return problems.map((problem) => `${request.name.slice(0, 200)}: ${problem}`);
}

function decodeLeniently(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Rows that may change without making the next good request a bad one. */
const LASTING =
  /^- (users|environments|projects|redirect_urls|m2m_clients|m2m_client_scopes|trusted_token_profiles) /;

/** True where something that good requests name is gone or used up. */
function isSpent(changed: readonly string[]): boolean {
  const removed = changed.filter((line) => line.startsWith('-'));
  return removed.some((line) => !LASTING.test(line)) || removed.length * 2 > changed.length;
}

function difference(left: readonly string[], right: readonly string[]): string[] {
  if (left === right) return [];
  const [a, b] = [new Set(left), new Set(right)];
  return [
    ...left.filter((row) => !b.has(row)).map((row) => `- ${row}`),
    ...right.filter((row) => !a.has(row)).map((row) => `+ ${row}`),
  ];
}

const named = described.map((operation) => [operation.id, operation] as const);

describe('hostile input', { timeout: TIMEOUT_MS }, () => {
  test.each(named)(
    'to %s gets a catalogue error, changes nothing and shows nothing of others',
    async (_id, operation) => {
      await renew(operation);
      const problems: string[] = [];
      for (const request of hostileRequests(operation, world, world.app.config.bodyLimit)) {
        problems.push(...(await attack(operation, request)));
      }
      expect(problems).toEqual([]);
    },
  );

  test.each(named.filter(([, { body }]) => body !== undefined))(
    'in random combinations to %s does no harm either',
    async (_id, operation) => {
      await renew(operation);
      await fc.assert(
        fc.asyncProperty(randomBody(operation), async (text) => {
          const request = {
            name: text,
            path: goodPath(operation, world.ours),
            bytes: Buffer.from(text),
            contentType: 'application/json',
          };
          expect(await attack(operation, request)).toEqual([]);
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
  );
});

/** A body whose members are each absent, good, hostile or any JSON. */
function randomBody(operation: DescribedOperation): fc.Arbitrary<string> {
  const members = Object.keys((operation.body?.['properties'] ?? {}) as object);
  const value = fc.oneof(
    fc.constantFrom(...hostileJson),
    fc.constantFrom(...foreignValues(world.ours, world.theirs)).map((id) => JSON.stringify(id)),
    fc.json({ maxDepth: 4 }),
  );
  const member = fc.oneof(fc.constant('absent'), fc.constant('good'), value);
  return fc.tuple(...members.map(() => member)).map((chosen) => {
    const good = goodBody(operation, world.ours);
    const parts = members.flatMap((name, index) => {
      const source = chosen[index];
      const text = source === 'good' ? JSON.stringify(good[name] ?? null) : source;
      return text === 'absent' || text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
    });
    return `{${parts.join()}}`;
  });
}
