import { expect, test } from 'vitest';
import { type CommitSteps, GroupCommit } from './group-commit.ts';

/** A connection that notes its steps; `refuse` makes one of them throw. */
function connection(refuse: (step: string) => boolean = () => false) {
  const log: string[] = [];
  let open = false;
  const step = (name: string, opens?: boolean) => () => {
    log.push(name);
    if (refuse(name)) throw new Error(`no ${name}`);
    if (opens !== undefined) open = opens;
  };
  const steps: CommitSteps = {
    begin: step('begin', true),
    commit: step('commit', false),
    rollback: step('rollback', false),
    isOpen: () => open,
    save: step('save'),
    release: step('release'),
    undo: step('undo'),
  };
  return {
    steps,
    log,
    endsByItself: () => {
      open = false;
    },
  };
}

const outcomes = (works: Array<Promise<unknown>>): Promise<unknown[]> =>
  Promise.all(works.map((work) => work.catch((error: Error) => error.message)));

const times = (log: string[], name: string) => log.filter((step) => step === name).length;

test('works that wait at once share a commit, and nobody is told before it', async () => {
  const { steps, log } = connection();
  const join = new GroupCommit().on(steps);
  const works = [1, 2, 3].map((value) =>
    join(() => value).then((result) => {
      log.push('told');
      return result;
    }),
  );
  expect(await outcomes(works)).toEqual([1, 2, 3]);
  expect(times(log, 'commit')).toBe(1);
  expect(log.indexOf('told')).toBeGreaterThan(log.indexOf('commit'));
});

test('a work that comes while another waits for something is still in time', async () => {
  const { steps, log } = connection();
  const join = new GroupCommit().on(steps);
  let later: Promise<string> | undefined;
  const first = join(async () => {
    later = join(() => 'later');
    await new Promise((resolve) => setTimeout(resolve, 5));
    return 'first';
  });
  expect(await first).toBe('first');
  expect(await later).toBe('later');
  expect(times(log, 'commit')).toBe(1);
});

test('a work that fails is undone by itself, and is told so after the commit', async () => {
  const { steps, log } = connection();
  const join = new GroupCommit().on(steps);
  const fails = async () => {
    throw new Error('no');
  };
  expect(await outcomes([join(() => 1), join(fails), join(() => 3)])).toEqual([1, 'no', 3]);
  expect(log).toEqual('begin save release save undo release save release commit'.split(' '));
});

test('a commit that fails fails all whose work it held, and no later one', async () => {
  let broken = true;
  const { steps, log } = connection((step) => broken && step === 'commit');
  const join = new GroupCommit().on(steps);
  expect(await outcomes([join(() => 1), join(() => 2)])).toEqual(['no commit', 'no commit']);
  expect(log.at(-1)).toBe('rollback');
  broken = false;
  expect(await join(() => 3)).toBe(3);
});

test('a database that ends the transaction by itself fails what was done in it', async () => {
  const { steps, log, endsByItself } = connection();
  const join = new GroupCommit().on(steps);
  const full = () => {
    endsByItself();
    throw new Error('disk full');
  };
  // The third had not begun: it gets a transaction of its own.
  expect(await outcomes([join(() => 1), join(full), join(() => 3)])).toEqual([
    'disk full',
    'disk full',
    3,
  ]);
  expect(times(log, 'undo')).toBe(0);
});

test('where no transaction can be begun, all who wait are told, and the next one is tried', async () => {
  let broken = true;
  const { steps } = connection((step) => broken && step === 'begin');
  const join = new GroupCommit().on(steps);
  expect(await outcomes([join(() => 1), join(() => 2)])).toEqual(['no begin', 'no begin']);
  broken = false;
  expect(await join(() => 3)).toBe(3);
});

test('connections to one file never write at the same time', async () => {
  const [one, other] = [connection(), connection()];
  const commits = new GroupCommit();
  const [join, joinOther] = [commits.on(one.steps), commits.on(other.steps)];
  const alone = async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return one.steps.isOpen() !== other.steps.isOpen();
  };
  expect(await outcomes([join(alone), joinOther(alone), join(alone)])).toEqual([true, true, true]);
  await commits.idle();
  expect([times(one.log, 'commit'), times(other.log, 'commit')]).toEqual([1, 1]);
});

test('no commit holds back more than a bounded number', async () => {
  const { steps, log } = connection();
  const join = new GroupCommit().on(steps);
  await Promise.all(Array.from({ length: 1_000 }, (_, index) => join(() => index)));
  expect(times(log, 'commit')).toBe(Math.ceil(1_000 / 64));
});
