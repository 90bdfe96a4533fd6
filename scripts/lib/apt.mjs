// Installing a Debian package that a test needs. Only for root on a machine with apt-get (a CI
// container); everyone else is told what to install.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

const APT_GET = '/usr/bin/apt-get';
// Debian asks this program before it starts a service; exit code 101 means "no".
const POLICY = '/usr/sbin/policy-rc.d';

/** @returns {boolean} whether {@link aptInstall} can work here */
export function canAptInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync(APT_GET);
}

/**
 * Installs packages without starting the services they bring.
 * @param {string[]} packages
 * @returns {boolean} whether apt-get succeeded
 */
export function aptInstall(packages) {
  if (!canAptInstall()) return false;
  console.error(`Installing ${packages.join(', ')} with apt-get ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {string[]} args */
  const apt = (args) => {
    const run = spawnSync(APT_GET, ['-qq', '-o', 'DPkg::Lock::Timeout=600', ...args], {
      env,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (run.status !== 0) console.error(`${run.stdout ?? ''}${run.stderr ?? ''}`.slice(-4000));
    return run.status === 0;
  };
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    apt(['update']); // a mirror that fails here may still have a usable list from before
    return apt(['install', '-y', '--no-install-recommends', ...packages]);
  } finally {
    if (ownPolicy) rmSync(POLICY, { force: true });
  }
}
