import type { Mistake, SeedPath } from '../../config/seed-document.ts';
import type { PartialSeed } from '../../config/seed-shape.ts';
import { isSlug } from '../projects/slug.ts';
import { checkEnvironment, type PartialEnvironment } from './check-environment.ts';
import { defaultSlug } from './environment-slug.ts';
import { createReport, type Report } from './report.ts';

type PartialProject = NonNullable<NonNullable<PartialSeed['projects']>[number]>;

function checkEnvironments(
  report: Report,
  path: SeedPath,
  environments: readonly (PartialEnvironment | undefined)[],
): void {
  const slugs = report.duplicates();
  let live: number | undefined;
  for (const [index, environment] of environments.entries()) {
    if (!environment) continue;
    const here = [...path, index];
    const { type, slug = type && defaultSlug(type) } = environment;
    if (type === 'LIVE') {
      if (live === undefined) live = index;
      else report.say([...here, 'type'], 'a project has one LIVE environment only');
    }
    if (slug !== undefined) {
      if (!isSlug(slug)) report.say([...here, 'slug'], 'must be letters, digits, - and _');
      slugs.add([...here, 'slug'], slug);
    }
    checkEnvironment(report, here, environment);
  }
}

function checkProject(report: Report, path: SeedPath, project: PartialProject): void {
  const { slug, name, environments = [] } = project;
  if (slug !== undefined) {
    if (!isSlug(slug)) report.say([...path, 'slug'], 'must be letters, digits, - and _');
    report.unique('project', [...path, 'slug'], slug);
  }
  report.name([...path, 'name'], name);
  checkEnvironments(report, [...path, 'environments'], environments);
}

/** The rules that a schema cannot say, for as much of a seed as has the right shape. */
export function checkSeed(seed: PartialSeed): Mistake[] {
  const report = createReport();
  for (const [index, key] of (seed.workspace?.keys ?? []).entries()) {
    if (key?.key_id === undefined) continue;
    report.unique('key', ['workspace', 'keys', index, 'key_id'], key.key_id);
  }
  for (const [index, project] of (seed.projects ?? []).entries()) {
    if (project) checkProject(report, ['projects', index], project);
  }
  return report.mistakes;
}
