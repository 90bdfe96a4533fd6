import { apiError } from '../catalogue.ts';
import { notJson, type ScannedTemplate, scanTags } from './scan-tags.ts';

export type Claims = Record<string, unknown>;

/** Path of a variable: `['user', 'trusted_metadata', 'role']`. */
export type Variable = readonly string[];

type Node =
  | { kind: 'constant'; value: unknown }
  | { kind: 'variable'; variable: Variable }
  | { kind: 'object'; members: readonly (readonly [string, Node])[] }
  | { kind: 'array'; items: readonly Node[] };

/** A template that was read once, to be rendered often. */
export interface Template {
  variables: readonly Variable[];
  /** The names of its claims. */
  names: readonly string[];
  /** What is missing or null takes its claim with it. */
  render(lookUp: (variable: Variable) => unknown): Claims;
}

/** No name of a claim or variable has them; `|` is where other template languages have filters. */
const SEGMENT = /^[^\s{}()[\]"'|]+$/;
const MAX_SEGMENTS = 16;
/** Of objects and lists in one another: what is rendered goes through recursive code. */
const MAX_DEPTH = 32;

function readVariable(text: string): Variable {
  const variable = text.split('.');
  if (variable.length > MAX_SEGMENTS || !variable.every((segment) => SEGMENT.test(segment))) {
    throw apiError('jwt_template_invalid_tag');
  }
  return variable;
}

const isConstant = (node: Node): boolean => node.kind === 'constant';

function compile(value: unknown, scanned: ScannedTemplate, variables: Variable[], depth = 0): Node {
  if (depth > MAX_DEPTH) throw apiError('jwt_template_invalid_json');
  if (typeof value === 'string') {
    const text = scanned.variableOf(value);
    if (text === undefined) return { kind: 'constant', value };
    const variable = readVariable(text);
    variables.push(variable);
    return { kind: 'variable', variable };
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => compile(item, scanned, variables, depth + 1));
    return items.every(isConstant) ? { kind: 'constant', value } : { kind: 'array', items };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'constant', value };
  const members = Object.entries(value).map(([name, member]) => {
    if (scanned.isMarked(name)) throw apiError('jwt_template_invalid_tag');
    // It would become the prototype of what is rendered.
    if (name === '__proto__') throw apiError('jwt_template_invalid_json');
    return [name, compile(member, scanned, variables, depth + 1)] as const;
  });
  return members.every(([, node]) => isConstant(node))
    ? { kind: 'constant', value }
    : { kind: 'object', members };
}

function render(node: Node, lookUp: (variable: Variable) => unknown): unknown {
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'variable':
      return lookUp(node.variable);
    case 'array':
      return node.items.map((item) => render(item, lookUp)).filter((item) => item != null);
    case 'object': {
      const object: Claims = {};
      for (const [name, member] of node.members) {
        const value = render(member, lookUp);
        if (value != null) object[name] = value;
      }
      return object;
    }
  }
}

/** A member that is null in the template itself is no claim either. */
const withoutNulls = (claims: Claims): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));

/** Throws the `jwt_template_*` errors. Whether its variables and claims may be is not asked here. */
export function readTemplate(content: string): Template {
  const scanned = scanTags(content);
  let value: unknown;
  try {
    value = JSON.parse(scanned.json);
  } catch {
    throw notJson(content);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw apiError('jwt_template_invalid_json');
  }
  const variables: Variable[] = [];
  const root = compile(value, scanned, variables);
  const constant = root.kind === 'constant' ? withoutNulls(value as Claims) : undefined;
  return {
    variables,
    names: Object.keys(value),
    render: (lookUp) => constant ?? (render(root, lookUp) as Claims),
  };
}
