import { type Static, type TSchema, Type } from 'typebox';
import type { ErrorType } from './catalogue.ts';

/**
 * `x-error` names the catalogue error of a value that has the right JSON type but
 * breaks the rule (or is missing); without it, and for a wrong JSON type, it is `bad_request`.
 */
export const withError = <T extends TSchema>(error: ErrorType, schema: T): T => ({
  ...schema,
  'x-error': error,
});

/** Names the catalogue error of a value of the wrong JSON type. */
export const withTypeError = <T extends TSchema>(error: ErrorType, schema: T): T => ({
  ...schema,
  'x-type-error': error,
});

/** A value that may be null in a response. */
export const Nullable = <T extends TSchema>(schema: T) =>
  Type.Unsafe<Static<T> | null>({ ...schema, nullable: true });

/** A JSON object with any members: metadata, claims. */
export const OpenObject = (options: object = {}) =>
  Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true, ...options });

/** Gives a schema a name in the OpenAPI document. */
export const named = <T extends TSchema>(name: string, schema: T): T => ({
  ...schema,
  'x-name': name,
});

/** One of a few words, in the API's own spelling. */
export const OneOf = <const T extends string>(values: readonly T[], options: object = {}) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...options });

/** RFC 3339, UTC, whole seconds. */
export const Timestamp = () => Type.String({ format: 'date-time' });

/** What every success body carries. */
export const envelopeProperties = {
  request_id: Type.String({ description: 'Names this call in the logs.' }),
  status_code: Type.Integer({ description: 'Equal to the HTTP status.' }),
};
