/** A statement of PostgreSQL that returns no rows, and its positional parameters. */
export interface Write {
  sql: string;
  parameters: readonly unknown[];
}

/** What was made of the writes on the way to this place, and the places of a further one. */
interface Place {
  text?: string;
  further: Map<string, Place>;
}

/** All but the last become common table expressions; parameters follow each other. */
function mergedText(writes: readonly Write[]): string {
  let before = 0;
  const texts = writes.map(({ sql, parameters }) => {
    const offset = before;
    before += parameters.length;
    return sql.replace(/\$(\d+)/g, (_, index) => `$${Number(index) + offset}`);
  });
  const last = texts.pop() as string;
  const others = texts.map((text, index) => `w${index} as (${text})`);
  return others.length === 0 ? last : `with ${others.join(', ')} ${last}`;
}

/**
 * Answers one text for several writes. Texts are kept by those they were made of, which must come
 * from a bounded set and hold `$` before a digit for parameters only.
 */
export function createMerge(): (writes: readonly Write[]) => string {
  const none: Place = { further: new Map() };
  return (writes) => {
    let place = none;
    for (const { sql } of writes) {
      let next = place.further.get(sql);
      if (!next) {
        next = { further: new Map() };
        place.further.set(sql, next);
      }
      place = next;
    }
    place.text ??= mergedText(writes);
    return place.text;
  };
}
