const CHECK_EVERY_MS = 500;

/** Whether npm runs us in the foreground: `npx selvage ...`, or `npm start` in our own checkout. */
export const isUnderNpm = (environment: NodeJS.ProcessEnv): boolean =>
  environment['npm_lifecycle_event'] === 'npx' ||
  (environment['npm_lifecycle_event'] === 'start' && environment['npm_package_name'] === 'selvage');

/**
 * npm runs us in a shell, and SIGTERM to npm ends that shell but not us: a server would be left
 * over that keeps the port. So the end of the shell counts as SIGTERM.
 */
export function followNpm(): void {
  if (!isUnderNpm(process.env)) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, CHECK_EVERY_MS);
  watch.unref();
}
