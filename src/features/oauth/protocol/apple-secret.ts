import { createHash } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import type { Clock } from '../../../platform/clock.ts';
import type { ProviderSettings } from '../settings/provider-settings.ts';
import { boundedCache } from './bounded-cache.ts';

const MAX_SECRETS = 200;
const LIFETIME_SECONDS = 3_600;
/** Renewed while it still holds, whatever a clock is off. */
const MARGIN_MS = 600_000;

interface Minted {
  secret: Promise<string>;
  until: number;
}

/** The client secret that Apple wants: a JWT under the developer's key, good for an hour. */
export type SignedSecrets = (settings: ProviderSettings, audience: string) => Promise<string>;

async function mint(settings: ProviderSettings, audience: string, now: number): Promise<string> {
  const key = await importPKCS8(settings.secret, 'ES256');
  const issuedAt = Math.floor(now / 1_000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: settings.keyId })
    .setIssuer(settings.teamId)
    .setSubject(settings.clientId)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFETIME_SECONDS)
    .sign(key);
}

export function createSignedSecrets(clock: Clock): SignedSecrets {
  const minted = boundedCache<Minted>(MAX_SECRETS);
  return (settings, audience) => {
    const { secret, teamId, keyId, clientId } = settings;
    const key = createHash('sha256')
      .update(JSON.stringify([secret, teamId, keyId, clientId, audience]))
      .digest('base64');
    const now = clock.now();
    const held = minted.get(key);
    if (held && held.until > now) return held.secret;
    const fresh = mint(settings, audience, now);
    minted.set(key, { secret: fresh, until: now + LIFETIME_SECONDS * 1_000 - MARGIN_MS });
    fresh.catch(() => minted.delete(key));
    return fresh;
  };
}
