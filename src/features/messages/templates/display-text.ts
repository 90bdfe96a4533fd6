const MAX_LENGTH = 120;

// Controls, line and paragraph separators would break a header or a line of the text part.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

// Bidi embeddings, overrides and isolates (UAX 9) could make the words around the value read
// backwards: "moc.live" for "evil.com".
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

// Hebrew, Arabic and their neighbours, presentation forms, and the right-to-left planes.
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A tenant's or caller's value as it may stand in a subject, a heading or a line: one line, no
 * direction tricks, of bearable length, never cut inside a character. Not escaped for HTML.
 */
export function displayText(value: string): string {
  const line = value
    .replace(BREAKS, ' ')
    .replace(BIDI_CONTROLS, '')
    .replace(/\p{Surrogate}/gu, '\ufffd') // halves of a pair cannot be encoded as UTF-8
    .replace(/\s+/g, ' ')
    .trim();
  const short = shorten(line);
  // First-strong isolate ... pop: the value keeps its own direction and the sentence keeps ours.
  return RIGHT_TO_LEFT.test(short) ? `\u2068${short}\u2069` : short;
}

function shorten(line: string): string {
  if (line.length <= MAX_LENGTH) return line;
  let kept = '';
  for (const { segment } of new Intl.Segmenter('en').segment(line.slice(0, MAX_LENGTH * 2))) {
    if (kept.length + segment.length >= MAX_LENGTH) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
