import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml';

export type SeedPath = readonly (string | number)[];

export interface SeedDocument {
  value: unknown;
  /** What the YAML itself gets wrong. */
  mistakes: Mistake[];
  /** False where the text is so wrong that its value says nothing. */
  readable: boolean;
  /** `line:column` of the member, or of what should hold it. */
  positionOf(path: SeedPath): string;
}

export interface Mistake {
  path: SeedPath;
  /** Set where the path alone does not say it. */
  position?: string;
  message: string;
}

/** `projects[0].environments[1].slug` */
export const showPath = (path: SeedPath): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');

/** A key may be there twice and the rest still be worth reading. */
const HARMLESS = new Set(['DUPLICATE_KEY']);

/** Reads YAML, of which JSON is a part, and remembers where everything stands. */
export function parseSeedDocument(text: string): SeedDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, strict: true });

  function position(offset: number): string {
    const { line, col } = lineCounter.linePos(offset);
    return `${Math.max(line, 1)}:${Math.max(col, 1)}`;
  }

  function keyOf(path: SeedPath): Node | undefined {
    const parent = document.getIn(path.slice(0, -1), true);
    if (path.length === 0 || !isMap(parent)) return undefined;
    const pair = parent.items.find(
      (item: Pair) => isScalar(item.key) && String(item.key.value) === String(path.at(-1)),
    );
    return pair?.key as Node | undefined;
  }

  function positionOf(path: SeedPath): string {
    for (let length = path.length; length >= 0; length -= 1) {
      const part = path.slice(0, length);
      // A missing member is looked for where its parent is.
      const node = keyOf(part) ?? (document.getIn(part, true) as Node | undefined);
      if (node?.range) return position(node.range[0]);
    }
    return '1:1';
  }

  const mistakes: Mistake[] = document.errors.map((error) => ({
    path: [],
    position: position(error.pos[0]),
    message: error.message.replace(/\.?$/, ''),
  }));
  let readable = document.errors.every((error) => HARMLESS.has(error.code));
  let value: unknown;
  try {
    value = readable ? document.toJS() : undefined;
  } catch (error) {
    // An alias to nothing, or aliases that multiply without end.
    mistakes.push({ path: [], message: (error as Error).message });
    readable = false;
  }
  return { value, mistakes, readable, positionOf };
}
