import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** A JSON Schema of the document, every reference replaced by what it names. */
export type Schema = { [key: string]: unknown };

/** One operation as the OpenAPI document, and so a stranger, sees it. */
export interface DescribedOperation {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/v1/users/{user_id}` */
  path: string;
  caller: 'project' | 'workspace' | 'none';
  /** Names in the path, in its order. */
  params: string[];
  query: string[];
  body: Schema | undefined;
  successStatus: number;
  /** What a success body has against the document; empty where it is as described. */
  problemsOf(body: unknown): string[];
}

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function resolver(components: Node) {
  return function resolve(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(resolve);
    if (!isNode(node)) return node;
    const ref = node['$ref'];
    if (typeof ref === 'string') return resolve(components[ref.split('/').at(-1) ?? '']);
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value)]));
  };
}

/** A described object has no members but those described, unless the document says otherwise. */
function close(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(close);
  if (!isNode(node)) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, close(value)]));
  if (isNode(copy['properties'])) copy['additionalProperties'] ??= false;
  return copy;
}

const jsonSchemaOf = (holder: unknown): unknown =>
  (holder as { content?: { 'application/json'?: { schema?: unknown } } } | undefined)?.content?.[
    'application/json'
  ]?.schema;

function describe(
  resolve: (node: unknown) => unknown,
  path: string,
  method: string,
  operation: Node,
): DescribedOperation {
  const parameters = operation['parameters'] as { name: string; in: string }[];
  const responses = operation['responses'] as Record<string, unknown>;
  const [success = '200'] = Object.keys(responses).filter((status) => status.startsWith('2'));
  const [scheme = {}] = operation['security'] as Node[];
  const checker = Compile(close(resolve(jsonSchemaOf(responses[success]))) as TSchema);
  const body = jsonSchemaOf(operation['requestBody']);
  return {
    id: String(operation['operationId']),
    method: method.toUpperCase() as DescribedOperation['method'],
    path,
    caller: 'workspace' in scheme ? 'workspace' : 'project' in scheme ? 'project' : 'none',
    params: [...path.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name as string),
    query: parameters.filter((one) => one.in === 'query').map((one) => one.name),
    body: body === undefined ? undefined : (resolve(body) as Schema),
    successStatus: Number(success),
    problemsOf: (value) =>
      checker.Check(value) ? [] : checker.Errors(value).map((problem) => JSON.stringify(problem)),
  };
}

/** Every operation of an OpenAPI document of this server. */
export function describedOperations(document: Record<string, unknown>): DescribedOperation[] {
  const { schemas } = document['components'] as { schemas: Node };
  const resolve = resolver(schemas);
  return Object.entries(document['paths'] as Record<string, Record<string, Node>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, one]) => describe(resolve, path, method, one)),
  );
}
