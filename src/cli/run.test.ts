import { defineCommand } from 'citty';
import { describe, expect, test } from 'vitest';
import { settings } from '../config/settings.ts';
import { flagsOf } from './flags.ts';
import { runCli } from './run.ts';

const runs: Record<string, unknown>[] = [];
const run = ({ args }: { args: Record<string, unknown> }) => {
  runs.push(args);
};
const start = defineCommand({
  meta: { name: 'start', description: 'Start' },
  args: flagsOf(),
  run,
});
const check = defineCommand({
  meta: { name: 'check', description: 'Check' },
  args: {
    file: { type: 'positional', required: true, description: 'A file' },
    loud: { type: 'boolean', description: 'Say more' },
  },
  run,
});
const main = defineCommand({
  meta: { name: 'selvage', description: 'Main' },
  subCommands: {
    start,
    seed: defineCommand({ meta: { name: 'seed', description: 'Seed' }, subCommands: { check } }),
  },
});

async function cli(...argv: string[]): Promise<string> {
  const printed: string[] = [];
  const options = { version: '1.2.3', print: (text: string) => void printed.push(text) };
  await runCli(main as never, argv, options);
  return printed.join('\n');
}

test('--version prints the version and nothing else', async () => {
  expect(await cli('--version')).toBe('1.2.3');
  expect(await cli('-v')).toBe('1.2.3');
});

test('--help lists the commands, and of a command its options', async () => {
  expect(await cli('--help')).toMatch(/start[\s\S]*seed/);
  expect(await cli('seed', 'check', '--help')).toMatch(/FILE[\s\S]*--loud/);
  expect(runs).toEqual([]);
});

test('start --help lists every option with its variable and its default', async () => {
  const help = await cli('start', '--port', '1', '--help');
  for (const { flag, env, fallback } of Object.values(settings)) {
    if (flag === undefined) continue;
    const line = help.split('\n').find((one) => one.includes(`--${flag}=`));
    expect(line).toContain(`[${env}]`);
    expect(line).toContain(fallback === undefined ? 'Default' : String(fallback));
  }
});

test('the arguments reach the command', async () => {
  await cli('start', '--port=1', '--data-dir', 'x');
  expect(runs.pop()).toMatchObject({ port: '1', 'data-dir': 'x' });
  await cli('seed', 'check', 'seed.yaml', '--loud');
  expect(runs.pop()).toMatchObject({ file: 'seed.yaml', loud: true });
});

describe('what is wrong with the arguments is told by name', () => {
  test.each([
    [['start', '--prot', '80'], 'unknown option --prot (did you mean --port?), unexpected'],
    [['start', '--zzz', '-x'], 'unknown option --zzz, unknown option -x.'],
    [['start', '--no-port'], 'unknown option --no-port'],
    [['start', '--port'], '--port needs a value'],
    [['start', '--port', '--host', 'x'], '--port needs a value'],
    [['start', '--port='], '--port needs a value'],
    [['start', 'now'], 'unexpected argument now'],
    [['seed', 'check'], 'FILE is missing'],
    [['seed', 'check', 'a', 'b', '--loud=1'], '--loud takes no value, unexpected argument b'],
    [['stat'], 'selvage: no such command: stat. There are start, seed.'],
    [['seed'], 'selvage seed: a command is missing. There are check.'],
    [[], 'selvage: a command is missing'],
  ])('%j', async (argv, message) => {
    await expect(cli(...argv)).rejects.toMatchObject({
      expected: true,
      message: expect.stringContaining(message),
    });
    expect(runs).toEqual([]);
  });
});
