import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { apiError } from '../features/catalogue.ts';
import { wireId } from '../platform/ids.ts';
import { errorBody } from './errors.ts';

/** Answers bytes that Node could not read as HTTP: there is no request and no route to blame. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  // The client has gone.
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(
    errorBody(apiError('bad_request'), wireId('request-id', 'test', randomUUID())),
  );
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/json; charset=utf-8',
      'Cache-Control: no-store',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
