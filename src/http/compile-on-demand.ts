import AjvCompiler from '@fastify/ajv-compiler';
import createSerializerFactory from '@fastify/fast-json-stringify-compiler';
import type { FastifyServerOptions } from 'fastify';

type Factories = NonNullable<
  NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
>;
type BuildValidator = NonNullable<Factories['buildValidator']>;
type BuildSerializer = NonNullable<Factories['buildSerializer']>;

interface Validate {
  (value: unknown): unknown;
  errors?: unknown;
}

/**
 * Fastify's own compilers, asked at a schema's first use instead of at the start: nobody uses all
 * operations, and compiling them takes two thirds of a second of processor time.
 */
export const compileOnDemand: Factories = {
  buildValidator: ((...given: Parameters<BuildValidator>) => {
    const compile = AjvCompiler()(...(given as [never, never]));
    return ({ schema }: { schema: object }) => {
      let compiled: Validate | undefined;
      const validate: Validate = (value) => {
        compiled ??= compile({ schema } as never) as unknown as Validate;
        const good = compiled(value);
        // Where Fastify looks for them.
        validate.errors = compiled.errors;
        return good;
      };
      return validate;
    };
  }) as BuildValidator,

  buildSerializer: ((...given: Parameters<BuildSerializer>) => {
    const compile = createSerializerFactory()(...(given as [never, never]));
    return (definition: Parameters<typeof compile>[0]) => {
      let serialize: ReturnType<typeof compile> | undefined;
      return (value: unknown) => {
        serialize ??= compile(definition);
        return serialize(value);
      };
    };
  }) as BuildSerializer,
};
