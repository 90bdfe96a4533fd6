import { join } from 'node:path';
import { describeClient } from './lib/client-suite.ts';
import { run } from './lib/run.ts';
import { cacheFor, clients, installOnce, missing, works } from './lib/toolchain.ts';

const folder = join(clients, 'python');
const requirements = join(folder, 'requirements.txt');

// After the path that all clients walk: the official client of the management API.
const management = [
  'management: project and environments',
  'management: settings of an environment',
  'management: secrets',
  'management: public tokens',
  'management: redirect URLs',
  'management: JWT templates',
  'management: password rules',
  'management: RBAC policy',
  'management: countries',
  'management: email templates',
  'management: trusted token profiles',
  'management: refusals',
  'management: deletion',
];

const prepare = async () => {
  if (!(await works('python3', '-c', 'import venv, ensurepip'))) {
    return missing('Python', 'python3 with its venv module is not installed.');
  }
  const python = join(cacheFor('python'), 'venv', 'bin', 'python');
  const failure = await installOnce('python', [requirements], async (cache) => {
    const venv = await run('python3', ['-m', 'venv', '--clear', join(cache, 'venv')]);
    if (venv.code !== 0) return venv;
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    return run(python, [...pip, '--requirement', requirements]);
  });
  if (failure !== undefined) return missing('Python', `Its packages are not there:\n${failure}`);
  // -B: nothing compiled is left beside the program.
  return { command: python, args: ['-B', join(folder, 'main.py')] };
};

describeClient('Python', prepare, { more: management });
