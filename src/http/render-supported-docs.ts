interface Listed {
  method: string;
  path: string;
}

interface Built extends Listed {
  summary: string;
}

const shapeOf = ({ method, path }: Listed): string => `${method} ${path.replace(/:[a-z_]+/g, ':')}`;

const areas = [
  {
    title: 'Backend API',
    begins: '/v1/',
    intro: 'What the official server SDKs call.',
  },
  {
    title: 'Management API',
    begins: '/pwa/v3/',
    intro: 'What the management clients and the Terraform provider call.',
  },
  {
    title: "Selvage's own",
    begins: '/selvage/v1/',
    intro: 'Not part of the hosted API: inbox, clock and reset of TEST environments.',
  },
  {
    title: 'Other',
    begins: '/',
    intro: 'For states of old Terraform providers, and what front-end clients call.',
  },
] as const;

/**
 * The text of docs/supported.md: every documented operation and whether it is there. Operations
 * that are built but not documented belong to the list too.
 */
export function renderSupportedDocs(
  built: readonly Built[],
  documented: readonly Listed[],
): string {
  const there = new Map(built.map((one) => [shapeOf(one), one]));
  const all = new Map([...documented, ...built].map((one) => [shapeOf(one), one]));
  const rows = [...all.values()].map(({ method, path }) => {
    const summary = there.get(shapeOf({ method, path }))?.summary;
    return { method, path, built: summary !== undefined, summary: summary ?? '' };
  });
  const lines: string[] = [];
  const totals: string[] = [];
  for (const area of areas) {
    const { title, intro } = area;
    const own = rows
      .filter(({ path }) => areas.find(({ begins }) => path.startsWith(begins)) === area)
      .toSorted((a, b) => compare(a.path, b.path) || compare(a.method, b.method));
    if (own.length === 0) continue;
    const count = own.filter((one) => one.built).length;
    totals.push(`| ${title} | ${count} | ${own.length - count} | ${own.length} |`);
    lines.push(`## ${title}`, '', intro, '');
    lines.push('| operation | state | |', '| --- | --- | --- |');
    for (const one of own) {
      const state = one.built ? 'built' : 'not yet';
      lines.push(`| \`${one.method} ${one.path}\` | ${state} | ${one.summary} |`);
    }
    lines.push('');
  }
  return [
    '# Supported operations',
    '',
    '<!-- Generated from the operations of the server. Do not edit. -->',
    '',
    'An operation that is not built yet answers 501 with the error_type',
    '`endpoint_not_implemented`; it never looks like an error of the application.',
    '',
    '| | built | not yet | all |',
    '| --- | --- | --- | --- |',
    ...totals,
    '',
    ...lines,
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
