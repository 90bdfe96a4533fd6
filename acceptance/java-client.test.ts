import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describeClient } from './lib/client-suite.ts';
import { run } from './lib/run.ts';
import { cacheFor, clients, installOnce, missing, works } from './lib/toolchain.ts';

const folder = join(clients, 'java');
const pom = join(folder, 'pom.xml');
const sources = join(folder, 'src', 'main', 'java', 'selvage');

describeClient('Java', async () => {
  if (
    !(await works('mvn', '--version')) ||
    !(await works('javac', '--release', '17', '--version'))
  ) {
    return missing('Java', 'mvn and a JDK of version 17 or newer are not installed.');
  }
  const inputs = [pom, ...readdirSync(sources).map((name) => join(sources, name))];
  const failure = await installOnce('java', inputs, () =>
    run('mvn', [
      '--batch-mode',
      '--quiet',
      '--file',
      pom,
      'compile',
      'dependency:copy-dependencies',
    ]),
  );
  // Our own mistake must not pass as a missing toolchain.
  if (failure?.includes('COMPILATION ERROR')) throw new Error(failure);
  if (failure !== undefined) return missing('Java', `Its packages are not there:\n${failure}`);
  const classpath = [join(cacheFor('java'), 'classes'), join(cacheFor('java'), 'lib', '*')];
  return { command: 'java', args: ['-cp', classpath.join(delimiter), 'selvage.Main'] };
});
