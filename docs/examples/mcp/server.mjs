// An MCP server that is protected by Selvage: one tool, which tells who calls it.
//
//   npm install @modelcontextprotocol/sdk jose zod
//   SELVAGE_URL=http://localhost:7700 node server.mjs
import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createRemoteJWKSet, jwtVerify } from 'jose';

/** Where Selvage is: the issuer that its discovery document names. */
const issuer = process.env.SELVAGE_URL ?? 'http://localhost:7700';
const port = Number(process.env.PORT ?? 3333);
/** What clients name as `resource` (RFC 8707): tokens for other servers are worth nothing here. */
const resource = process.env.RESOURCE ?? `http://localhost:${port}/mcp`;
const metadataUrl = new URL('/.well-known/oauth-protected-resource/mcp', resource).href;

const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', issuer));

/** The claims of the caller's token, or undefined. */
async function callerOf(request) {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: resource,
      algorithms: ['RS256'],
      requiredClaims: ['sub', 'client_id', 'scope', 'jti'],
    });
    return payload;
  } catch {
    return undefined;
  }
}

function mcpServer(caller) {
  const server = new McpServer({ name: 'whoami', version: '1.0.0' });
  server.registerTool('whoami', { description: 'Tells who is logged in.' }, () => ({
    content: [{ type: 'text', text: `${caller.sub} by ${caller.client_id}` }],
  }));
  return server;
}

function sendJson(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** RFC 9728: which authorization server gives tokens for this resource. */
const metadata = {
  resource,
  authorization_servers: [issuer],
  scopes_supported: ['openid', 'email', 'offline_access'],
  bearer_methods_supported: ['header'],
};

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', resource);
  if (pathname.startsWith('/.well-known/oauth-protected-resource')) {
    return sendJson(response, 200, metadata, { 'access-control-allow-origin': '*' });
  }
  if (pathname !== '/mcp') return sendJson(response, 404, { error: 'not_found' });
  const caller = await callerOf(request);
  if (!caller) {
    const challenge = `Bearer error="invalid_token", resource_metadata="${metadataUrl}"`;
    return sendJson(response, 401, { error: 'invalid_token' }, { 'www-authenticate': challenge });
  }
  // Stateless: a server and a transport for each request.
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  const mcp = mcpServer(caller);
  response.on('close', () => {
    transport.close();
    mcp.close();
  });
  await mcp.connect(transport);
  await transport.handleRequest(request, response);
});

server.listen(port, () => console.log(`MCP server at ${resource}, protected by ${issuer}`));
