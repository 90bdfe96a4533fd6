// Loaded into our server by `--import`: SIGUSR2 starts a processor profile, the next one writes it
// to the file that BENCH_PROFILE names. So starting and warming up are not in it.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const file = process.env['BENCH_PROFILE'] ?? 'bench.cpuprofile';
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: 250 });
let running = false;

process.on('SIGUSR2', () => {
  running = !running;
  if (running) return session.post('Profiler.start');
  session.post('Profiler.stop', (error, result) => {
    if (!error) writeFileSync(file, JSON.stringify(result.profile));
  });
});
