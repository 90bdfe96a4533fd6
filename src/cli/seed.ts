import { defineCommand } from 'citty';

const count = (number: number, word: string): string =>
  `${number} ${word}${number === 1 ? '' : 's'}`;

const check = defineCommand({
  meta: {
    name: 'check',
    description: 'Say everything that is wrong with a seed file; needs no database',
  },
  args: { file: { type: 'positional', required: true, description: 'YAML or JSON' } },
  async run({ args }) {
    // Loaded here: no other command needs it.
    const { readSeed } = await import('../config/read-seed.ts');
    const { seed } = readSeed(args.file);
    const { projects = [] } = seed;
    const environments = projects.flatMap((project) => project.environments ?? []);
    const users = environments.flatMap((environment) => environment.users ?? []);
    const parts = [
      count(projects.length, 'project'),
      count(environments.length, 'environment'),
      count(users.length, 'user'),
    ];
    console.log(`${args.file} is good: ${parts.join(', ')}.`);
  },
});

export const seedCommand = defineCommand({
  meta: { name: 'seed', description: 'Seed files, which pin projects, keys and users' },
  subCommands: { check },
});
