import type { ErrorEntry } from '../platform/errors/catalogue.ts';

type Areas = Readonly<Record<string, Readonly<Record<string, ErrorEntry>>>>;

/** The text of docs/errors.md, from the areas of the catalogue (`errorAreas`). */
export function renderErrorDocs(areas: Areas): string {
  const rows = Object.entries(areas).flatMap(([area, entries]) =>
    Object.entries(entries)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, e]) => `| \`${type}\` | ${e.status} | ${cell(e.message)} | ${area} |`),
  );
  return [
    '# Errors',
    '',
    '<!-- Generated from the error catalogue. Do not edit. -->',
    '',
    'Every error that a client can meet. The body is',
    '`{"status_code", "request_id", "error_type", "error_message", "error_url"}`;',
    'branch on `error_type`, the message is for people and may be more specific than the one here.',
    '',
    '| error_type | status | message | area |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** A pipe would end the table cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
