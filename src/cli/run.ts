import { parseArgs } from 'node:util';
import { type ArgsDef, type CommandDef, renderUsage, runCommand } from 'citty';
import { nearest } from '../config/nearest.ts';
import { expectedError } from '../platform/errors/expected-error.ts';

/** A command with the arguments that are its own. */
interface Chosen {
  command: CommandDef;
  parent: CommandDef | undefined;
  /** `selvage keys rotate` */
  name: string;
  rest: string[];
}

// Ours are plain values; citty would take functions too.
const argsOf = (command: CommandDef): ArgsDef => (command.args ?? {}) as ArgsDef;
const subCommandsOf = (command: CommandDef): Record<string, CommandDef> =>
  (command.subCommands ?? {}) as Record<string, CommandDef>;

function choose(main: CommandDef, argv: readonly string[]): Chosen {
  const chosen: Chosen = { command: main, parent: undefined, name: 'selvage', rest: [...argv] };
  for (;;) {
    const [word] = chosen.rest;
    const next = word === undefined ? undefined : subCommandsOf(chosen.command)[word];
    if (!next) return chosen;
    chosen.parent = chosen.command;
    chosen.command = next;
    chosen.name = `${chosen.name} ${word}`;
    chosen.rest.shift();
  }
}

interface Token {
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

/** An option is nobody's value, unless it is written with `=`. A lone `-` is the standard input. */
const hasValue = ({ value, inlineValue }: Token): boolean =>
  value !== undefined &&
  value !== '' &&
  (inlineValue === true || value === '-' || !value.startsWith('-'));

/** Everything wrong with the arguments; citty itself ignores what it does not know. */
function mistakesOf({ command, rest }: Chosen): string[] {
  const known = Object.entries(argsOf(command));
  const places = known.filter(([, definition]) => definition.type === 'positional');
  const options = Object.fromEntries(
    known
      .filter(([, definition]) => definition.type !== 'positional')
      .map(([name, { type }]) => [
        name,
        { type: type === 'boolean' ? ('boolean' as const) : ('string' as const) },
      ]),
  );
  const { tokens, positionals } = parseArgs({
    args: rest,
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const mistakes: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = options[token.name];
    if (!option) {
      const meant = nearest(token.name, Object.keys(options));
      const hint = meant === undefined ? '' : ` (did you mean --${meant}?)`;
      mistakes.push(`unknown option ${token.rawName}${hint}`);
    } else if (option.type === 'boolean' && token.value !== undefined) {
      mistakes.push(`${token.rawName} takes no value`);
    } else if (option.type === 'string' && !hasValue(token)) {
      mistakes.push(`${token.rawName} needs a value`);
    }
  }
  // `ID...` takes any number of values.
  const [, last] = places.at(-1) ?? [];
  const takesMany = last !== undefined && 'valueHint' in last && last.valueHint?.endsWith('...');
  for (const extra of takesMany ? [] : positionals.slice(places.length)) {
    mistakes.push(`unexpected argument ${extra}`);
  }
  for (const [name, { required }] of places.slice(positionals.length)) {
    if (required !== false) mistakes.push(`${name.toUpperCase()} is missing`);
  }
  return mistakes;
}

/** Runs what the arguments ask for. Throws an expected error, with a hint, where they are wrong. */
export async function runCli(
  main: CommandDef,
  argv: readonly string[],
  { version, print }: { version: string; print: (text: string) => void },
): Promise<void> {
  const chosen = choose(main, argv);
  const { command, parent, name, rest } = chosen;
  if (rest.includes('--help') || rest.includes('-h')) {
    // citty pads its columns.
    print((await renderUsage(command, parent)).replace(/ +$/gm, ''));
    return;
  }
  if (command === main && (rest[0] === '--version' || rest[0] === '-v')) {
    print(version);
    return;
  }
  const commands = Object.keys(subCommandsOf(command));
  if (commands.length > 0) {
    const wrong = rest[0] === undefined ? 'a command is missing' : `no such command: ${rest[0]}`;
    throw expectedError(`${name}: ${wrong}. There are ${commands.join(', ')}.`);
  }
  const mistakes = mistakesOf(chosen);
  if (mistakes.length > 0) {
    throw expectedError(`${name}: ${mistakes.join(', ')}. See ${name} --help.`);
  }
  await runCommand(command, { rawArgs: rest });
}
