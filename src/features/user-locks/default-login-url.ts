import type { Environment } from '../projects/environment.ts';

/** Where a user goes who unlocked themselves; undefined where the environment has no such URL. */
export const defaultLoginUrl = ({
  redirectUrls,
}: Pick<Environment, 'redirectUrls'>): string | undefined =>
  redirectUrls.find(({ validTypes }) =>
    validTypes.some(({ type, isDefault }) => type === 'LOGIN' && isDefault),
  )?.url;
