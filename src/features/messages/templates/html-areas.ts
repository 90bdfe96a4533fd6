/**
 * Where in a template of HTML a merge tag may stand. This follows the tokenizer of the HTML
 * standard (13.2.5) as far as mails need it and refuses the rest, so that what is text or a quoted
 * attribute here is the same for every mail client.
 */

export interface HtmlArea {
  start: number;
  end: number;
  /**
   * `text`: between tags; `attribute`: inside quotes; `url`: inside the quotes of an attribute
   * that holds a URL; `comment`: shown to nobody.
   */
  kind: 'text' | 'attribute' | 'url' | 'comment';
}

/** The message names the rule and the line; it is meant for the author of the template. */
export class HtmlProblem extends Error {}

/** They run code, load pages or change how the rest is read. Mail clients drop them anyway. */
const REFUSED_ELEMENTS = new Set(
  `applet base embed frame frameset iframe math noembed noframes noscript object plaintext
  script svg xmp`.split(/\s+/),
);
const STYLE = new Set(['style']);
/** Their content is text up to their end tag, entities included. */
const TEXT_ONLY = new Set(['textarea', 'title']);

const URL_ATTRIBUTES = new Set(
  `action background cite classid codebase data dynsrc formaction href icon longdesc lowsrc manifest
  ping poster profile src srcset usemap xlink:href`.split(/\s+/),
);

const SPACE = /[\t\n\f\r ]/;
const COMMENT_END = /--!?>/g;
const NAME_END = /[\t\n\f\r />]/;

interface Scan {
  html: string;
  areas: HtmlArea[];
}

/** Areas in the order of the text. Throws HtmlProblem. */
export function htmlAreas(html: string): HtmlArea[] {
  const scan = { html, areas: [] };
  scanMarkup(scan, 0, html.length);
  return scan.areas;
}

function refuse({ html }: Scan, at: number, rule: string): HtmlProblem {
  const line = html.slice(0, at).split('\n').length;
  return new HtmlProblem(`${rule} (line ${line})`);
}

/** Reads `[from, end)`, which begins and must end outside of a tag. */
function scanMarkup(scan: Scan, from: number, end: number): void {
  const { html, areas } = scan;
  let at = from;
  while (at < end) {
    const open = indexWithin(html, '<', at, end);
    if (open > at) areas.push({ start: at, end: open, kind: 'text' });
    if (open === end) return;
    const next = html[open + 1] ?? '';
    if (html.startsWith('<!--', open)) {
      at = scanComment(scan, open, end);
    } else if (next === '!' || next === '?' || (next === '/' && !isLetter(html[open + 2]))) {
      // A doctype, `<![endif]>` or `<?xml ...>`: ends at the first `>`, whatever is in it.
      at = closing(scan, '>', open, end, 'a declaration is not closed') + 1;
    } else if (isLetter(next) || next === '/') {
      at = scanTag(scan, open, end);
    } else {
      areas.push({ start: open, end: open + 1, kind: 'text' });
      at = open + 1;
    }
  }
}

/** A comment; the inside of Outlook's `<!--[if mso]> ... <![endif]-->` is markup. */
function scanComment(scan: Scan, open: number, end: number): number {
  const { html, areas } = scan;
  const start = open + 4;
  const empty = /^-?>/.exec(html.slice(start, start + 2));
  if (empty) return start + empty[0].length;
  COMMENT_END.lastIndex = start;
  const found = COMMENT_END.exec(html);
  const close = found?.index ?? end;
  const after = close + (found?.[0].length ?? 1);
  if (after > end) throw refuse(scan, start, 'a comment is not closed');
  const inside = html.slice(start, close);
  const condition = /^\[if[^\]]{0,100}\]>/i.exec(inside)?.[0] ?? '';
  const markup = inside.slice(condition.length).replace(/<!\[endif\]$/i, '');
  // `<!--[if !mso]><!-->`, also written `<!-- -->`, hides nothing but the condition.
  if (condition === '' || /^<!(?:--\s*)?$/.test(markup)) {
    areas.push({ start, end: close, kind: 'comment' });
  } else {
    const first = start + condition.length;
    scanMarkup(scan, first, first + markup.length);
  }
  return after;
}

function scanTag(scan: Scan, open: number, end: number): number {
  const { html } = scan;
  const closes = html[open + 1] === '/';
  let at = open + (closes ? 2 : 1);
  const nameStart = at;
  while (at < end && !NAME_END.test(html[at] as string)) at += 1;
  const name = html.slice(nameStart, at).toLowerCase();
  if (REFUSED_ELEMENTS.has(name)) throw refuse(scan, open, `<${name}> is not allowed`);
  at = scanAttributes(scan, name, at, end);
  if (closes) return at;
  if (STYLE.has(name)) return rawEnd(scan, name, at, end);
  if (!TEXT_ONLY.has(name)) return at;
  const close = rawEnd(scan, name, at, end);
  scan.areas.push({ start: at, end: close, kind: 'text' });
  return close;
}

/** Where the end tag of an element without markup inside begins. */
function rawEnd(scan: Scan, name: string, from: number, end: number): number {
  const pattern = new RegExp(`</${name}[\\t\\n\\f\\r />]`, 'i');
  const found = scan.html.slice(from, end).search(pattern);
  if (found < 0) throw refuse(scan, from, `<${name}> is not closed`);
  return from + found;
}

/** Reads up to and over the `>` of the tag. */
function scanAttributes(scan: Scan, element: string, from: number, end: number): number {
  const { html } = scan;
  let at = from;
  for (;;) {
    while (at < end && (SPACE.test(html[at] as string) || html[at] === '/')) at += 1;
    if (at >= end) throw refuse(scan, from, `<${element}> is not closed`);
    if (html[at] === '>') return at + 1;
    const nameStart = at;
    // A `=` at the very beginning belongs to the name.
    at += 1;
    while (at < end && html[at] !== '=' && !NAME_END.test(html[at] as string)) at += 1;
    const name = html.slice(nameStart, at).toLowerCase();
    if (/^on[a-z]/.test(name))
      throw refuse(scan, nameStart, `the attribute ${name} is not allowed`);
    while (at < end && SPACE.test(html[at] as string)) at += 1;
    if (html[at] !== '=' || at >= end) continue;
    at += 1;
    while (at < end && SPACE.test(html[at] as string)) at += 1;
    at = scanValue(scan, { element, name }, at, end);
  }
}

function scanValue(
  scan: Scan,
  attribute: { element: string; name: string },
  from: number,
  end: number,
): number {
  const { html, areas } = scan;
  const { element, name } = attribute;
  const quote = html[from];
  if (quote !== '"' && quote !== "'") {
    let at = from;
    while (at < end && !SPACE.test(html[at] as string) && html[at] !== '>') at += 1;
    checkValue(scan, attribute, from, at);
    return at;
  }
  const start = from + 1;
  const close = closing(scan, quote, start, end, `${name} of <${element}> is not closed`);
  checkValue(scan, attribute, start, close);
  // A tag in a style attribute would stand in CSS, which has other rules.
  if (name !== 'style') {
    areas.push({ start, end: close, kind: URL_ATTRIBUTES.has(name) ? 'url' : 'attribute' });
  }
  return close + 1;
}

function checkValue(
  scan: Scan,
  { element, name }: { element: string; name: string },
  start: number,
  end: number,
): void {
  const value = scan.html.slice(start, end);
  if (URL_ATTRIBUTES.has(name) && runsScript(value)) {
    throw refuse(scan, start, `${name} of <${element}> has a URL that runs script`);
  }
  if (element === 'meta' && name === 'http-equiv' && /refresh/i.test(value)) {
    throw refuse(scan, start, '<meta http-equiv="refresh"> is not allowed');
  }
}

/** Browsers drop white space and control characters at the front, and tabs and breaks within. */
function runsScript(value: string): boolean {
  const plain = value
    .replace(/&#(?:x([0-9a-f]+)|([0-9]+));?/gi, (_, hex, decimal) => {
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10_ffff ? String.fromCodePoint(code) : '';
    })
    .replace(/&(?:tab|newline);/gi, '')
    .replace(/&colon;/gi, ':')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it drops
    .replace(/[\u0000-\u0020]/g, '')
    .toLowerCase();
  return /^(?:javascript|vbscript|livescript|mocha|data(?!:image\/)):/.test(plain);
}

const isLetter = (character: string | undefined): boolean => /^[a-z]$/i.test(character ?? '');

function indexWithin(html: string, text: string, from: number, end: number): number {
  const found = html.indexOf(text, from);
  return found < 0 || found + text.length > end ? end : found;
}

function closing(scan: Scan, text: string, from: number, end: number, problem: string): number {
  const found = indexWithin(scan.html, text, from, end);
  if (found === end) throw refuse(scan, from, problem);
  return found;
}
