import type { FastifyInstance, FastifyRequest } from 'fastify';
import { apiError } from '../features/catalogue.ts';
import type { AppOptions } from './app.ts';
import type { Method } from './operation.ts';
import { authenticate } from './register-operation.ts';

/** A documented operation that is not built yet: it says so and never looks like a business error. */
export interface UnbuiltOperation {
  method: Method;
  /** Express form. */
  path: string;
  caller: 'project' | 'workspace' | 'none';
}

/** What the official SDKs call and `built` has not; public OAuth endpoints take no credentials. */
export function unbuiltOperations(
  documented: readonly { method: Method; path: string }[],
  built: readonly { method: Method; path: string }[],
): UnbuiltOperation[] {
  const shape = ({ method, path }: { method: Method; path: string }) =>
    `${method} ${path.replace(/:[a-z_]+/g, ':')}`;
  const there = new Set(built.map(shape));
  return documented
    .filter((one) => !there.has(shape(one)))
    .map((one) => ({
      ...one,
      caller: one.path.startsWith('/v1/public/') ? 'none' : 'project',
    }));
}

/** 501 for what is documented but not there, 405 for another method, 404 for all else. */
export function registerUnbuilt(app: FastifyInstance, options: AppOptions): void {
  const { services } = options;
  for (const { method, path, caller } of options.unbuilt) {
    app.route({
      method,
      url: path,
      async onRequest(request) {
        await authenticate(caller, services, request);
        throw apiError('endpoint_not_implemented');
      },
      handler: async () => undefined,
    });
  }

  const known = [...options.operations, ...options.unbuilt].map(
    ({ path }) => new RegExp(`^${path.replace(/:[a-z_]+/g, '[^/]+')}$`),
  );

  async function refuse(request: FastifyRequest): Promise<never> {
    const path = request.url.split('?', 1)[0] ?? '';
    if (known.some((pattern) => pattern.test(path))) throw apiError('method_not_allowed');
    if (path.startsWith('/v1/b2b/')) {
      await authenticate('project', services, request);
      throw apiError('invalid_b2b_endpoint');
    }
    throw apiError('route_not_found');
  }

  // Before the body is read: whatever it holds, the route is wrong first (errors 1.2).
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) refuse(request).catch(done);
    else done();
  });
  app.setNotFoundHandler(refuse);
}
