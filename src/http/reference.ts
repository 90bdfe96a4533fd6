import Fastify, { type FastifyInstance } from 'fastify';

const PAGE = '/docs';

/** The page brings its script along: nothing is fetched from elsewhere, nothing is reported. */
async function createPage(): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const page = Fastify();
  await page.register(scalar, {
    routePrefix: PAGE,
    configuration: {
      sources: [{ url: '/openapi.json', agent: { disabled: true } }],
      agent: { disabled: true },
      telemetry: false,
      withDefaultFonts: false,
      hideClientButton: true,
      favicon: 'data:,',
    },
  });
  return page;
}

/** `/openapi.json` for machines, `/docs` for people. */
export function registerReference(app: FastifyInstance, document: object): void {
  const text = JSON.stringify(document);
  app.get('/openapi.json', async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(text),
  );
  // Made by the first reader: a fifth of a second and 15 MB that most servers need not spend.
  let made: Promise<FastifyInstance> | undefined;
  for (const url of [PAGE, `${PAGE}/*`]) {
    app.get(url, async (request, reply) => {
      made ??= createPage();
      const page = await made;
      const answer = await page.inject({ method: 'GET', url: request.url });
      if (answer.statusCode === 404) return reply.callNotFound();
      const { 'content-type': type, location } = answer.headers;
      if (type !== undefined) reply.header('content-type', type);
      if (location !== undefined) reply.header('location', location);
      return reply.code(answer.statusCode).send(answer.rawPayload);
    });
  }
}
