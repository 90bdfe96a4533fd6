import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeClient } from './lib/client-suite.ts';
import { run } from './lib/run.ts';
import { cacheFor, clients, installOnce, missing, works } from './lib/toolchain.ts';

const folder = join(clients, 'go');

const sources = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => /\.go$|^go\.(mod|sum)$/.test(name))
    .map((name) => join(directory, name));

// After the path that all clients walk: the management API as the Go client calls it.
const management = [
  'management: project and environments',
  'management: settings of an environment',
  'management: secrets',
  'management: public tokens',
  'management: redirect URLs',
  'management: refusals',
  'management: deletion',
];

describeClient(
  'Go',
  async () => {
    if (!(await works('go', 'version'))) return missing('Go', 'go is not installed.');
    const program = join(cacheFor('go'), 'client');
    const go = (...args: string[]) =>
      run('go', args, {
        cwd: folder,
        env: {
          GOMODCACHE: join(cacheFor('go'), 'modules'),
          // The installed Go is used as it is, with nothing else of the machine's settings.
          GOTOOLCHAIN: 'local',
          GOFLAGS: '',
          GOWORK: 'off',
        },
      });
    const inputs = [...sources(folder), ...sources(join(folder, 'contract'))];
    const failure = await installOnce('go', inputs, async () => {
      // -modcacherw: a read-only cache could not be deleted with rm.
      const download = await go('mod', 'download', '-modcacherw');
      if (download.code !== 0) return download;
      const options = ['-mod=readonly', '-modcacherw', '-trimpath', '-buildvcs=false'];
      const build = await go('build', ...options, '-o', program, '.');
      // Our own mistake must not pass as a missing toolchain.
      if (build.code !== 0) throw new Error(build.stderr);
      return build;
    });
    if (failure !== undefined) return missing('Go', `Its modules are not there:\n${failure}`);
    return { command: program, args: [] };
  },
  { title: 'the wire contract of the official Go client holds', more: management },
);
