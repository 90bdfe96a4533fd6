import { Settings } from 'typebox/system';
import { Value } from 'typebox/value';
import { nearest } from './nearest.ts';
import type { Mistake, SeedPath } from './seed-document.ts';
import { type Seed, SeedSchema } from './seed-schema.ts';

type Partially<T> = T extends readonly (infer U)[]
  ? (Partially<U> | undefined)[]
  : T extends object
    ? { [K in keyof T]?: Partially<T[K]> | undefined }
    : T;

/** A seed in which everything of the wrong shape is missing. */
export type PartialSeed = Partially<Seed>;

type SchemaNode = Record<string, unknown>;

/** More than a person would read through. */
const MAX_MISTAKES = 1_000;

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const readPointer = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function pathOf(pointer: string, value: unknown): SeedPath {
  let at = value;
  return readPointer(pointer).map((part) => {
    const key = Array.isArray(at) ? Number(part) : part;
    at = (at as Record<string | number, unknown> | undefined)?.[key];
    return key;
  });
}

const valueAt = (value: unknown, path: SeedPath): unknown =>
  path.reduce<unknown>(
    (at, part) => (at as Record<string | number, unknown> | null)?.[part],
    value,
  );

const schemaAt = (pointer: string): SchemaNode =>
  readPointer(pointer).reduce<SchemaNode>(
    (node, part) => (node[part] ?? {}) as SchemaNode,
    SeedSchema as unknown as SchemaNode,
  );

/** Lets the validator count on: it stops at eight otherwise. Set back at once, as others use it. */
function everyError(value: unknown) {
  const before = Settings.Get().maxErrors;
  Settings.Set({ maxErrors: MAX_MISTAKES });
  try {
    return Value.Errors(SeedSchema, value);
  } finally {
    Settings.Set({ maxErrors: before });
  }
}

function wrongType(schema: SchemaNode, value: unknown): string {
  const wanted = words[String(schema['type'])] ?? String(schema['type']);
  const bare = schema['type'] === 'string' && ['number', 'boolean'].includes(typeof value);
  return `must be ${wanted}${bare ? ': put it into quotes' : ''}`;
}

/** Everything in the value that has not the shape of the schema. */
export function shapeMistakes(value: unknown): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const error of everyError(value)) {
    const path = pathOf(error.instancePath, value);
    const schema = schemaAt(error.schemaPath);
    const say = (message: string, at: SeedPath = path) => mistakes.push({ path: at, message });
    switch (error.keyword) {
      case 'boolean':
        // Said again, with the name, by additionalProperties.
        break;
      case 'additionalProperties':
        for (const name of error.params.additionalProperties) {
          const known = nearest(name, Object.keys(schema['properties'] ?? {}));
          const hint = known === undefined ? '' : `; did you mean ${known}?`;
          say(`is not a member here${hint}`, [...path, name]);
        }
        break;
      case 'required':
        for (const name of error.params.requiredProperties) say('is missing', [...path, name]);
        break;
      case 'type':
        say(wrongType(schema, valueAt(value, path)));
        break;
      case 'enum':
        say(`must be one of ${(schema['enum'] as string[]).join(', ')}`);
        break;
      case 'pattern':
        say(String(schema['patternErrorMessage']));
        break;
      case 'minLength':
      case 'minItems':
        say('must not be empty');
        break;
      case 'uniqueItems':
        say('lists something twice');
        break;
      default:
        say(error.message);
    }
  }
  return mistakes;
}

/** The value without what is wrong, so that the rest can be looked at too. */
export function withoutMistakes(value: unknown, mistakes: readonly Mistake[]): PartialSeed {
  const copy = structuredClone(value);
  for (const { path } of mistakes) {
    const parent = valueAt(copy, path.slice(0, -1));
    const last = path.at(-1);
    if (last === undefined) return {};
    // Not removed: the places of the others in a list must stay.
    if (typeof parent === 'object' && parent !== null) {
      (parent as Record<string | number, unknown>)[last] = undefined;
    }
  }
  return copy as PartialSeed;
}
