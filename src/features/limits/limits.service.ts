import { addressBlock } from '../../platform/limits/address-block.ts';
import type { RateLimiter, Take } from '../../platform/limits/rate-limiter.ts';
import { apiError } from '../catalogue.ts';
import { type Environment, StaleEnvironment } from '../projects/environment.ts';
import { effectiveLimit, type LimitName, limitDefinitions } from './limits.ts';

export interface Limits {
  /**
   * Counts one event against the named limits; 429 `too_many_requests` where one is exceeded, or
   * `too_few_tokens_authenticated` where too few of its events were confirmed. One
   * round trip, none where every limit is switched off. Call it once in a request, after
   * everything that the request alone decides and before anything is looked up.
   */
  take(environment: Environment, uses: Partial<Record<LimitName, string>>): Promise<void>;
  /**
   * Says that an event which was counted came to a good end. Never throws: that end has come, and
   * not to count it is better than to say that it has not.
   */
  confirm(environment: Environment, name: LimitName, value: string): Promise<void>;
}

/** Else whoever has a network of IPv6 has more addresses than any limit counts to. */
const counted = (name: LimitName, value: string): string =>
  limitDefinitions[name].field === 'ip_address' ? addressBlock(value) : value;

/** `enabled: false` is for load tests: it switches every limit off. */
export function createLimits(limiter: RateLimiter, enabled: boolean): Limits {
  return {
    async take(environment, uses) {
      if (!enabled) return;
      const takes: Take[] = [];
      for (const [name, value] of Object.entries(uses) as [LimitName, string | undefined][]) {
        const limit = effectiveLimit(environment.settings.rate_limits, name);
        if (limit && value !== undefined) takes.push({ limit, value: counted(name, value) });
      }
      const verdict = await limiter.take(environment, takes, environment.now());
      // Nothing was counted, so that deciding again does not count twice.
      if (verdict.outcome === 'stale') throw new StaleEnvironment('environment changed');
      if (verdict.outcome === 'refused') {
        throw apiError(
          verdict.limit.confirmedPercent === undefined
            ? 'too_many_requests'
            : 'too_few_tokens_authenticated',
        );
      }
    },

    async confirm(environment, name, value) {
      const limit = effectiveLimit(environment.settings.rate_limits, name);
      if (!enabled || !limit) return;
      await limiter.confirm(environment, { limit, value }, environment.now()).catch(() => {});
    },
  };
}
