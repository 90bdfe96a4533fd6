/** Of an environment for which the seed gives none. */
export const defaultSlug = (type: 'LIVE' | 'TEST'): string =>
  type === 'LIVE' ? 'production' : 'test';
