import { describe, expect, test } from 'vitest';
import { prepareClientWorld } from './client-world.ts';
import { type Deployment, startEmbedded, startTwoNodes } from './deployment.ts';
import { path } from './path.ts';
import { run, tail } from './run.ts';
import type { Prepared } from './toolchain.ts';

interface Step {
  readonly step: string;
  readonly ok: boolean;
  readonly detail: string;
}

// Covers a first installation of the toolchain's packages; a bound, not an expectation.
const TIMEOUT_MS = 600_000;

const parse = (stdout: string): Step[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Step);

async function follow(
  program: Prepared,
  deployment: Deployment,
  wanted: readonly string[],
): Promise<void> {
  const world = await prepareClientWorld(deployment);
  const result = await run(program.command, program.args, {
    env: {
      SELVAGE_CREDENTIALS: deployment.credentialsFile,
      SELVAGE_CLIENT_WORLD: world,
      // A proxy configured for the machine must not see requests to this server.
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
    },
  });
  const steps = parse(result.stdout);
  const failed = steps.filter((step) => !step.ok);
  expect(failed, tail(result.stderr)).toEqual([]);
  expect(
    steps.map((step) => step.step),
    tail(result.stderr),
  ).toEqual(wanted);
  expect(result.code, tail(result.stderr)).toBe(0);
}

/** What sets a client apart from the others. */
interface Particulars {
  /** What its tests prove, where that is not that an official client works unchanged. */
  readonly title?: string;
  /** Steps that it takes after the common path. */
  readonly more?: readonly string[];
}

/**
 * The same path through an official client against both deployments. `prepare` gives undefined
 * where the language is not installed, after saying so.
 */
export function describeClient(
  name: string,
  prepare: () => Promise<Prepared | undefined>,
  { title = `the official ${name} client works unchanged`, more = [] }: Particulars = {},
): void {
  const wanted = [...path, ...more];
  describe(title, () => {
    test(
      'against one process on the embedded database',
      async () => {
        const program = await prepare();
        if (program === undefined) return;
        const deployment = await startEmbedded();
        try {
          await follow(program, deployment, wanted);
        } finally {
          await deployment.stop();
        }
      },
      TIMEOUT_MS,
    );

    test(
      'against two processes on one PostgreSQL database, a different one for each call',
      async () => {
        const program = await prepare();
        if (program === undefined) return;
        const deployment = await startTwoNodes();
        try {
          await follow(program, deployment, wanted);
          expect(Math.min(...deployment.counts)).toBeGreaterThan(wanted.length / 3);
        } finally {
          await deployment.stop();
        }
      },
      TIMEOUT_MS,
    );
  });
}
