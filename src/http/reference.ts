import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';

/** `/openapi.json` for machines, `/docs` for people. */
export function registerReference(app: FastifyInstance, document: object): void {
  const text = JSON.stringify(document);
  app.get('/openapi.json', async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(text),
  );
  // The page brings its script along: nothing is fetched from elsewhere, nothing is reported.
  app.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      sources: [{ url: '/openapi.json', agent: { disabled: true } }],
      agent: { disabled: true },
      telemetry: false,
      withDefaultFonts: false,
      hideClientButton: true,
      favicon: 'data:,',
    },
  });
}
