// Where PostgreSQL's server programs are on this machine, and as whom they may run.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { aptInstall, canAptInstall } from './apt.mjs';

const OLDEST = 15;

/** @param {string} dir @returns {number} major version of the server in `dir`, 0 without one */
function majorVersion(dir) {
  if (!existsSync(join(dir, 'postgres')) || !existsSync(join(dir, 'initdb'))) return 0;
  const { stdout } = spawnSync(join(dir, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}

/** @param {string} parent @param {RegExp} name @param {string} below */
function installedUnder(parent, name, below) {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((entry) => name.test(entry))
    .map((entry) => join(parent, entry, below));
}

function candidates() {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((dir) => dir !== '' && existsSync(join(dir, 'postgres')))
    .map((dir) => dirname(realpathSync(join(dir, 'postgres'))));
  const elsewhere = [
    ...installedUnder('/usr/lib/postgresql', /^\d+$/, 'bin'), // Debian
    ...installedUnder('/usr', /^pgsql-\d+$/, 'bin'), // Red Hat
    ...installedUnder('/opt/homebrew/opt', /^postgresql@\d+$/, 'bin'),
    ...installedUnder('/usr/local/opt', /^postgresql@\d+$/, 'bin'),
  ].sort((a, b) => Number(/\d+/.exec(b)) - Number(/\d+/.exec(a)));
  return [...onPath, ...elsewhere];
}

function find() {
  return candidates().find((dir) => majorVersion(dir) >= OLDEST);
}

/** @returns {string} the folder with `postgres` and `initdb`; installs them when it may */
export function postgresBinaries() {
  const found = find() ?? (aptInstall(['postgresql']) ? find() : undefined);
  if (found !== undefined) return found;
  throw new Error(
    canAptInstall()
      ? `apt-get brought no PostgreSQL >= ${OLDEST}: install one by hand and put it on the PATH`
      : `PostgreSQL >= ${OLDEST} is needed: install it (Debian: apt-get install postgresql) or put its bin folder on the PATH`,
  );
}

/**
 * PostgreSQL refuses to run as root, so root runs it as another user.
 * @returns {{ uid: number, gid: number } | undefined} undefined when we are not root
 */
export function serverUser() {
  if (process.getuid?.() !== 0) return undefined;
  const lookup = () => {
    const rows = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
    const row = ['postgres', 'nobody']
      .map((name) => rows.find((fields) => fields[0] === name))
      .find((fields) => fields !== undefined && Number(fields[2]) > 0);
    return row && { uid: Number(row[2]), gid: Number(row[3]) };
  };
  const user = lookup();
  if (user) return user;
  spawnSync('useradd', ['--system', '--no-create-home', '--user-group', 'postgres']);
  const created = lookup();
  if (created) return created;
  throw new Error('PostgreSQL cannot run as root and there is no other user to run it as');
}
