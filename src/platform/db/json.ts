/** The one codec between JSON columns and values. Text on both databases, byte for byte. */
export const encodeJson = (value: unknown): string => JSON.stringify(value);

export const decodeJson = <T>(text: string): T => JSON.parse(text) as T;
