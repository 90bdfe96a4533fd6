// Writes the documents that are made from the program, from the built dist/: the API description,
// the settings, the errors, the supported operations and the schema of seed files. With --check it
// compares instead.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, writeGenerated } from './lib/generated.mjs';

/**
 * A module of the build, by the path of its source.
 * @param {string} path
 */
async function built(path) {
  const file = join(root, 'dist/src', path.replace(/\.ts$/, '.js'));
  if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build first.`);
  return import(pathToFileURL(file).href);
}

const { openApiDocument } = await built('http/openapi.ts');
const { operations } = await built('features/operations.ts');
const { version } = await built('version.ts');
const { settingGroups } = await built('config/settings.ts');
const { renderConfigurationDocs } = await built('config/render-configuration-docs.ts');
const { errorAreas } = await built('features/catalogue.ts');
const { renderErrorDocs } = await built('features/catalogue-docs.ts');
const { documentedOperations } = await built('http/documented-operations.generated.ts');
const { unbuiltManagementOperations } = await built('features/projects/management/unbuilt.ts');
const { renderSupportedDocs } = await built('http/render-supported-docs.ts');
const { renderProviderDocs } = await built('features/oauth/settings/render-provider-docs.ts');
const { renderSeedSchema } = await built('config/seed-schema.ts');

const description = openApiDocument(operations, version);
await writeGenerated('docs/openapi.json', `${JSON.stringify(description, null, 2)}\n`);
await writeGenerated('docs/configuration.md', renderConfigurationDocs(settingGroups));
await writeGenerated('docs/errors.md', renderErrorDocs(errorAreas));
const documented = [...documentedOperations, ...unbuiltManagementOperations];
await writeGenerated('docs/supported.md', renderSupportedDocs(operations, documented));
await writeGenerated('docs/seed.schema.json', renderSeedSchema());
await writeGenerated('docs/oauth-providers.md', renderProviderDocs());
