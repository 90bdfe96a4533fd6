import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { apiError } from '../catalogue.ts';

/** Lets the routes of this scope take HTML forms; their body is the text as it came. */
export function acceptForms(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, body, done) => {
      if (isUtf8(body as Buffer)) done(null, body.toString('utf8'));
      else done(apiError('bad_request'));
    },
  );
}

/** Empty for whatever was no form. */
export const formOf = (body: unknown): string => (typeof body === 'string' ? body : '');
