import type { TSchema } from 'typebox';
import { catalogue, type ErrorType } from '../features/catalogue.ts';
import type { Operation } from './operation.ts';

type Node = Record<string, unknown>;

const ERROR_SCHEMA: Node = {
  type: 'object',
  required: ['status_code', 'request_id', 'error_type', 'error_message', 'error_url'],
  properties: {
    status_code: { type: 'integer' },
    request_id: { type: 'string' },
    error_type: { type: 'string' },
    error_message: { type: 'string' },
    error_url: { type: 'string' },
    error_details: { type: 'object', additionalProperties: true },
  },
};

/** The usual members and OAuth's, with the same values (RFC 6749 section 5.2). */
const OAUTH_ERROR_SCHEMA: Node = {
  type: 'object',
  required: [...(ERROR_SCHEMA['required'] as string[]), 'error', 'error_description', 'error_uri'],
  properties: {
    ...(ERROR_SCHEMA['properties'] as Node),
    error: { type: 'string' },
    error_description: { type: 'string' },
    error_uri: { type: 'string' },
  },
};

const schemes: Record<Operation['caller'], Node[]> = {
  project: [{ project: [] }],
  'test-project': [{ project: [] }],
  workspace: [{ workspace: [] }],
  none: [],
  public: [],
};

/** Makes a schema of ours plain JSON Schema 2020-12 and moves named ones into `components`. */
function createTranslator(components: Record<string, unknown>) {
  return function translate(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(translate);
    if (typeof node !== 'object' || node === null) return node;
    const { 'x-name': name, nullable, 'x-error': _e, 'x-type-error': _t, ...rest } = node as Node;
    const copy: Node = {};
    for (const [key, value] of Object.entries(rest)) copy[key] = translate(value);
    let schema: Node = copy;
    if (typeof name === 'string') {
      components[name] ??= copy;
      schema = { $ref: `#/components/schemas/${name}` };
    }
    return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
  };
}

function parameters(schema: TSchema | undefined, where: 'path' | 'query', translate: Translate) {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, Node>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: translate(property),
  }));
}

type Translate = ReturnType<typeof createTranslator>;

function describe(operation: Operation, translate: Translate): Node {
  const json = (schema: unknown) => ({ 'application/json': { schema } });
  const oauth = operation.protocol === 'oauth2';
  const errors = {
    description: 'See the error catalogue',
    content: json({ $ref: `#/components/schemas/${oauth ? 'OAuth2Error' : 'Error'}` }),
  };
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.tag],
    security: schemes[operation.caller],
    parameters: [
      ...parameters(operation.params, 'path', translate),
      ...parameters(operation.query, 'query', translate),
    ],
    ...(operation.body && {
      requestBody: {
        required: true,
        content: {
          ...(oauth && { [FORM_TYPE]: { schema: translate(operation.body) } }),
          ...json(translate(operation.body)),
        },
      },
    }),
    responses: {
      [operation.status]: { description: 'Success', content: json(translate(operation.response)) },
      default: errors,
    },
  };
}

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** OpenAPI 3.1 of the given operations; nothing in it is written by hand. */
export function openApiDocument(operations: readonly Operation[], version: string): Node {
  const components: Record<string, unknown> = {
    Error: ERROR_SCHEMA,
    OAuth2Error: OAUTH_ERROR_SCHEMA,
  };
  const translate = createTranslator(components);
  const paths: Record<string, Node> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:([a-z_]+)/g, '{$1}');
    paths[path] ??= {};
    (paths[path] as Node)[operation.method.toLowerCase()] = describe(operation, translate);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Selvage',
      version,
      description:
        'Self-hosted authentication server that speaks the consumer API of the official SDKs.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        project: { type: 'http', scheme: 'basic', description: 'project_id and secret' },
        workspace: { type: 'http', scheme: 'basic', description: 'management key and its secret' },
      },
    },
    'x-error-types': Object.keys(catalogue) as ErrorType[],
  };
}
