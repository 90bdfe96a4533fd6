import { type TProperties, Type } from 'typebox';

/** What the schemas of the seed file are made of. */

export const closed = <T extends TProperties>(properties: T, description: string) =>
  Type.Object(properties, { additionalProperties: false, description });

export const text = (description: string) => Type.String({ minLength: 1, description });

/** `patternErrorMessage` is what editors, and we, say of a value that does not match. */
export const shaped = (pattern: string, patternErrorMessage: string, description: string) =>
  Type.String({ pattern, patternErrorMessage, description });

export const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

export const idOf = (kind: string, description: string) =>
  shaped(
    `^${kind}-(test|live)-${UUID}$`,
    `must be ${kind}-test-<uuid> or ${kind}-live-<uuid>, the uuid in lower case`,
    description,
  );
