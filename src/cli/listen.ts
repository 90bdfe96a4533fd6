import { createServer } from 'node:net';
import { expectedError } from '../platform/errors/expected-error.ts';

/** Why a server cannot listen, in a sentence; anything else stays what it is. */
export function listenError(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return expectedError(
        `Port ${port} of ${host} is in use: stop what listens there or choose another with --port.`,
        error,
      );
    case 'EACCES':
      return expectedError(`This user may not listen on port ${port}: choose another.`, error);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return expectedError(`${host} is no address of this machine: see --host.`, error);
    default:
      return error;
  }
}

/** Listens for a moment: the port that can be listened on, a free one for 0. */
export const probePort = (host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(listenError(error, host, port)));
    probe.listen(port, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
