import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import zxcvbn from 'zxcvbn';
import { createZxcvbn, type Zxcvbn, type ZxcvbnOptions } from './zxcvbn-policy.ts';

const MINUTE = 60_000;
const opened: Zxcvbn[] = [];
const create = (options: ZxcvbnOptions = {}) => {
  const policy = createZxcvbn({ timeoutMs: MINUTE, ...options });
  opened.push(policy);
  return policy;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((policy) => policy.close()));
});

const workerOf = (source: string) => () => new Worker(source, { eval: true });

describe('the score', () => {
  const policy = createZxcvbn({ timeoutMs: MINUTE });
  opened.push(policy);

  test.each([
    'password',
    'Tr0ub4dour&3',
    'correct horse battery staple',
    '20.05.1987',
    'zxcvbnm,./',
    'пароль',
    '🔑🔑🔑',
    'p@ssw0rd!1',
    'D0g..................',
    '',
    '\0',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  ])('of %j is that of zxcvbn', async (password) => {
    const { score, feedback } = zxcvbn(password, ['jane@example.com', 'jane']);
    expect(await create().score('env', password, ['jane@example.com', 'jane'])).toEqual({
      score,
      feedback,
    });
  });
});

test('what is personal counts as known', async () => {
  const policy = create();
  const alone = await policy.score('env', 'wolfgang-mayrhofer', []);
  const personal = await policy.score('env', 'wolfgang-mayrhofer', ['wolfgang-mayrhofer']);
  expect(alone.score).toBeGreaterThanOrEqual(3);
  expect(personal.score).toBe(0);
});

test('parts of one or two letters are not personal', async () => {
  const policy = create();
  const password = 'ababababcdbd';
  expect(await policy.score('env', password, ['a', 'bd', ''])).toEqual(
    await policy.score('env', password, []),
  );
});

test('looks at 64 characters', async () => {
  const policy = create();
  const head = 'a'.repeat(64);
  expect((await policy.score('env', `${head}Xq7#vLw2!pRz`, [])).score).toBe(
    (await policy.score('env', head, [])).score,
  );
});

// Without a bound on substitutions the first takes ten seconds, without the cap the last for ever.
test.each([
  'p@ssw0rd4@8({[<3690!1|7+$5%2'.repeat(4),
  '4@8({[<3690!1|7+$5%2'.repeat(4),
  '1'.repeat(63).concat('2'),
  'ab'.repeat(5_000),
  '11/11/1991'.repeat(1_000),
])('hostile passwords are answered: %#', async (password) => {
  const huge = Array.from({ length: 1_000 }, () => password);
  expect((await create().score('env', password, huge)).score).toBeGreaterThanOrEqual(0);
});

test('the event loop goes on while a password is checked', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  await create().score('env', 'p@ssw0rd4@8({[<3690!1|7+$5%2'.repeat(4), []);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});

test('many checks at once are all answered, each with its own result', async () => {
  const policy = create();
  const passwords = ['password', 'Xq7#vLw2!pRz-long'].flatMap((text) => Array(20).fill(text));
  const scores = await Promise.all(passwords.map((text) => policy.score('env', text, [])));
  expect(scores.map(({ score }) => score)).toEqual([...Array(20).fill(0), ...Array(20).fill(4)]);
});

describe('a worker that does not answer', () => {
  test('times out, and the next check gets a new worker', async () => {
    const sources = [
      `require('node:worker_threads').parentPort.on('message', () => { for (;;); })`,
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', () => parentPort.postMessage({ score: 4 }))`,
    ];
    const policy = create({
      timeoutMs: 2_000,
      startWorker: () => workerOf(sources.shift() ?? '')(),
    });
    const [stuck, next] = await Promise.allSettled([
      policy.score('env', 'one', []),
      policy.score('env', 'two', []),
    ]);
    expect(stuck).toMatchObject({ reason: { type: 'password_validation_timeout', status: 400 } });
    expect(next).toMatchObject({ value: { score: 4 } });
  });

  test.each([
    ['throws', `throw new Error('broken')`],
    ['ends', ''],
  ])('because it %s is an internal failure', async (_name, source) => {
    const policy = create({ startWorker: workerOf(source) });
    const error = await policy.score('env', 'one', []).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toHaveProperty('type');
  });
});

test('an idle worker is given back, and a new one started when it is needed', async () => {
  const started: Worker[] = [];
  const source = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', () => parentPort.postMessage({ score: 1 }))`;
  const startWorker = () => {
    const worker = workerOf(source)();
    started.push(worker);
    return worker;
  };
  const policy = create({ idleMs: 1, startWorker });
  await policy.score('env', 'one', []);
  await new Promise((resolve) => started[0]?.on('exit', resolve));
  await policy.score('env', 'two', []);
  expect(started).toHaveLength(2);
});

test('a worker that dies between checks harms nobody', async () => {
  const answers = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', () => parentPort.postMessage({ score: 1 }));`;
  const dies = `${answers} parentPort.on('message', () => {
    setTimeout(() => { throw new Error('late'); }, 200);
  })`;
  const started: Worker[] = [];
  const startWorker = () => {
    const worker = workerOf(started.length === 0 ? dies : answers)();
    started.push(worker);
    return worker;
  };
  const policy = create({ startWorker });
  await policy.score('env', 'one', []);
  await new Promise((resolve) => started[0]?.on('exit', resolve));
  expect(await policy.score('env', 'two', [])).toMatchObject({ score: 1 });
});

test('too many that wait are refused', async () => {
  const policy = create({ maxWaiting: 1 });
  const checks = ['one', 'two', 'three'].map((password) => policy.score('env', password, []));
  await expect(checks[2]).rejects.toMatchObject({ type: 'server_unavailable' });
  await Promise.all(checks.slice(0, 2));
});
