import type { Outgoing } from '../../../platform/http/outgoing.ts';
import { ProviderFailure } from '../provider-client.ts';
import type { JsonObject, ProviderApi } from '../providers/entry.ts';
import { at } from './failure.ts';
import { isJsonObject, parseJson } from './json-object.ts';
import { send } from './outgoing-fetch.ts';
import type { Party } from './party.ts';

/** More than any provider lists. */
const MAX_LIST = 100;

/** Reads what the provider says about the owner of an access token (RFC 6750 section 2.1). */
export function createProviderApi(
  party: Party,
  outgoing: Outgoing,
  accessToken: string,
  answer: JsonObject,
): ProviderApi {
  const { entry, endpoints, settings } = party;

  const fail = (description: string, status = 0, body: JsonObject = {}) =>
    new ProviderFailure({
      provider: entry.slug,
      stage: 'identity',
      kind: 'provider_error',
      description,
      detail: status === 0 ? undefined : entry.failureDetail?.(status, body),
    });

  async function read(base: string | undefined, query: Record<string, string>): Promise<unknown> {
    if (base === undefined) throw fail('has no endpoint for that');
    const url = new URL(base);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
    const { status, body } = await at(entry.slug, 'identity', () =>
      send(outgoing, url.href, { headers }),
    );
    const parsed = parseJson(body);
    if (status !== 200) {
      throw fail(`${url.host} answered ${status}`, status, isJsonObject(parsed) ? parsed : {});
    }
    return parsed;
  }

  return {
    endpoints,
    settings,
    accessToken,
    answer,
    async get(url, query = {}) {
      const parsed = await read(url, query);
      if (!isJsonObject(parsed)) throw fail('answered no JSON object');
      return parsed;
    },
    async list(url) {
      const parsed = await read(url, {});
      if (!Array.isArray(parsed)) throw fail('answered no list');
      return parsed.slice(0, MAX_LIST).filter(isJsonObject);
    },
  };
}
