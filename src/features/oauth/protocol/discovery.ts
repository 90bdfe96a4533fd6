import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  discoveryRequest,
  processDiscoveryResponse,
} from 'oauth4webapi';
import type { Clock } from '../../../platform/clock.ts';
import { boundedCache } from './bounded-cache.ts';
import type { Fetch } from './outgoing-fetch.ts';

const MAX_ISSUERS = 200;
const HOUR = 3_600_000;

/** What a provider publishes about itself (OpenID Connect Discovery 1.0 section 4). */
export type Discovery = (issuer: string) => Promise<AuthorizationServer>;

interface Known {
  metadata: Promise<AuthorizationServer>;
  until: number;
}

/** Read once an hour; failures are not remembered. */
export function createDiscovery(fetch: Fetch, clock: Clock): Discovery {
  const known = boundedCache<Known>(MAX_ISSUERS);

  async function read(issuer: string): Promise<AuthorizationServer> {
    const url = new URL(issuer);
    const response = await discoveryRequest(url, {
      [customFetch]: fetch,
      // The way out decides whether http is allowed.
      [allowInsecureRequests]: true,
    });
    return processDiscoveryResponse(url, response);
  }

  return (issuer) => {
    const held = known.get(issuer);
    if (held && held.until > clock.now()) return held.metadata;
    const metadata = read(issuer);
    known.set(issuer, { metadata, until: clock.now() + HOUR });
    metadata.catch(() => known.delete(issuer));
    return metadata;
  };
}
