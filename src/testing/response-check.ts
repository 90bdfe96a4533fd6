import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Operation } from '../http/operation.ts';

type Node = Record<string, unknown>;

/** The schema with every described object closed, and `nullable` spelt in plain JSON Schema. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Node = {};
  for (const [key, value] of Object.entries(node)) copy[key] = strict(value);
  if (copy['properties'] !== undefined && copy['additionalProperties'] === undefined) {
    copy['additionalProperties'] = false;
  }
  delete copy['format'];
  if (copy['nullable'] !== true) return copy;
  delete copy['nullable'];
  return { anyOf: [copy, { type: 'null' }] };
}

/** Throws where a success body is not exactly what the operation's schema describes. */
export function responseChecker(operation: Operation): (body: object) => void {
  const compiled = Compile(strict(operation.response) as TSchema);
  return (body) => {
    // undefined members vanish on the wire.
    const sent: unknown = JSON.parse(JSON.stringify(body));
    if (compiled.Check(sent)) return;
    const problems = compiled.Errors(sent).map((problem) => JSON.stringify(problem));
    throw new Error(`${operation.id} answers against its schema: ${problems.join('; ')}`);
  };
}
