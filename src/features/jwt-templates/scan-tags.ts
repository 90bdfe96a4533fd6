import { randomUUID } from 'node:crypto';
import { apiError } from '../catalogue.ts';

/** A template with each tag replaced by a text that stands nowhere else in it. */
export interface ScannedTemplate {
  json: string;
  /** The variable of such a text; undefined for every other text. */
  variableOf(text: string): string | undefined;
  /** Whether a text holds such a text, alone or not. */
  isMarked(text: string): boolean;
}

const OPEN = '{{';
const CLOSE = '}}';

const count = (text: string, character: string): number => text.split(character).length - 1;

/** Whether braces outside of texts are opened and closed equally often. */
function isBalanced(content: string): boolean {
  const outside = content.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return count(outside, '{') === count(outside, '}');
}

/** Why a template that is no JSON is none. */
export const notJson = (content: string) =>
  apiError(isBalanced(content) ? 'jwt_template_invalid_json' : 'jwt_template_mismatched_tag');

/** The end of the text that begins at `start`, behind its quote. */
function endOfText(content: string, start: number): number {
  for (let at = start + 1; at < content.length; at += 1) {
    if (content[at] === '\\') at += 1;
    else if (content[at] === '"') return at + 1;
  }
  throw notJson(content);
}

/**
 * Finds the tags of a template, `{{ variable }}`. Two braces cannot follow one another in JSON
 * outside of texts, so a tag is one wherever it stands; inside of a text it is refused.
 */
export function scanTags(content: string): ScannedTemplate {
  const mark = randomUUID();
  const variables = new Map<string, string>();
  let json = '';
  let at = 0;
  while (at < content.length) {
    if (content[at] === '"') {
      const end = endOfText(content, at);
      const text = content.slice(at, end);
      if (text.includes(OPEN)) throw apiError('jwt_template_invalid_tag');
      json += text;
      at = end;
    } else if (content.startsWith(OPEN, at)) {
      const end = content.indexOf(CLOSE, at);
      const variable = content.slice(at + OPEN.length, end);
      if (end < 0 || variable.includes('{')) throw apiError('jwt_template_mismatched_tag');
      const placeholder = `${mark}${variables.size}`;
      variables.set(placeholder, variable.trim());
      json += JSON.stringify(placeholder);
      at = end + CLOSE.length;
    } else {
      json += content[at];
      at += 1;
    }
  }
  return {
    json,
    variableOf: (text) => variables.get(text),
    isMarked: (text) => text.includes(mark),
  };
}
