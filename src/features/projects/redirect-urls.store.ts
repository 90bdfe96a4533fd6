import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import type { RegisteredUrl } from '../redirect-urls/matching.ts';

/** Adds a URL, or gives the one that is there its new types. */
export const upsertRedirectUrl = (
  executor: Executor,
  environmentId: string,
  { url, validTypes }: RegisteredUrl,
  createdAt: number,
): Promise<number> => {
  const valid_types = encodeJson(validTypes);
  return executor.affected(
    executor.q
      .insertInto('redirect_urls')
      .values({ environment_id: environmentId, url, valid_types, created_at: createdAt })
      .onConflict((conflict) =>
        conflict.columns(['environment_id', 'url']).doUpdateSet({ valid_types }),
      ),
  );
};

export const deleteRedirectUrl = (
  executor: Executor,
  environmentId: string,
  url: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('redirect_urls')
      .where('environment_id', '=', environmentId)
      .where('url', '=', url),
  );
