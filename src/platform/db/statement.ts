import type { Compilable, Kysely } from 'kysely';
import type { Engine, Executor } from './executor.ts';
import type { Schema } from './schema.ts';

class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

interface Compiled<P> {
  sql: string;
  bind(parameters: P): unknown[];
}

/** Stands for a parameter while a statement is being built. */
export type Parameter<P> = <K extends keyof P & string>(name: K) => P[K];

/**
 * A hot statement, compiled once for each engine: building and compiling a query costs more
 * processor time than sending it. Used like a function: `rows = await statement(executor, values)`.
 */
export function statement<P extends object, Row>(
  build: (q: Kysely<Schema>, parameter: Parameter<P>, engine: Engine) => Compilable<Row>,
): (executor: Executor, parameters: P) => Promise<Row[]> {
  const compiled = new Map<Engine, Compiled<P>>();

  function compile(executor: Executor): Compiled<P> {
    const parameter: Parameter<P> = (name) => new Placeholder(name) as never;
    const { sql, parameters } = build(executor.q, parameter, executor.engine).compile();
    const bind = (values: P) =>
      parameters.map((value) =>
        value instanceof Placeholder ? values[value.name as keyof P] : value,
      );
    return { sql, bind };
  }

  return async (executor, parameters) => {
    let ready = compiled.get(executor.engine);
    if (!ready) {
      ready = compile(executor);
      compiled.set(executor.engine, ready);
    }
    return (await executor.run<Row>(ready.sql, ready.bind(parameters))).rows;
  };
}
