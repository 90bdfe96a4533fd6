import type { Doubt } from '../protocol/probe.ts';
import { ProviderFailure } from '../provider-client.ts';
import { providers } from '../providers/index.ts';
import { findDoubts, findProblems } from './find-problems.ts';
import type { ConfiguredProvider } from './provider-settings.service.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { withFallbacks } from './setting-values.ts';

/** What is wrong, or may be, with what an environment has entered for a provider. */
export interface ProviderCheck {
  /** False where a login cannot work. */
  ok: boolean;
  findings: Doubt[];
}

export interface ProviderCheckDependencies {
  /** What the provider itself has to say; throws a ProviderFailure where it cannot be found. */
  probe: (settings: ProviderSettings, redirectUri: string) => Promise<Doubt[]>;
  redirectUriOf: (oauthCallbackId: string) => string;
}

const isLocal = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || /^(127\.|\[)|\.localhost$/.test(hostname);

/** The address that the provider sends browsers back to. */
function redirectFindings({ environment, settings }: ConfiguredProvider, redirectUri: string) {
  const { guide, title } = providers[settings.provider];
  const url = new URL(redirectUri);
  const findings: Doubt[] = [];
  const say = (level: Doubt['level'], message: string) =>
    findings.push({ level, field: 'redirect_uri', message });
  if (guide.httpsOnly && url.protocol !== 'https:') say('error', `is not https, as ${title} wants`);
  else if (environment.type === 'LIVE' && url.protocol !== 'https:') say('warning', 'is not https');
  if (environment.type === 'LIVE' && isLocal(url)) {
    say('warning', 'leads to the machine of whoever logs in: set SELVAGE_PUBLIC_URL');
  }
  return findings;
}

export function createProviderCheck(dependencies: ProviderCheckDependencies) {
  const { probe, redirectUriOf } = dependencies;

  async function probed(settings: ProviderSettings, redirectUri: string): Promise<Doubt[]> {
    try {
      return await probe(settings, redirectUri);
    } catch (failure) {
      if (!(failure instanceof ProviderFailure)) throw failure;
      return [{ level: 'error', field: 'issuer', message: failure.description }];
    }
  }

  return async (configured: ConfiguredProvider): Promise<ProviderCheck> => {
    const entry = providers[configured.settings.provider];
    const settings = withFallbacks(entry, configured.settings);
    const redirectUri = redirectUriOf(configured.environment.oauthCallbackId);
    const findings: Doubt[] = [
      ...findProblems(entry, settings).map((one) => ({ level: 'error' as const, ...one })),
      ...findDoubts(entry, settings).map((one) => ({ level: 'warning' as const, ...one })),
      ...redirectFindings(configured, redirectUri),
    ];
    if (entry.endpoints && Object.keys(settings.endpoints).length > 0) {
      const message = 'replace those of the provider: for tests only';
      findings.push({ level: 'warning', field: 'endpoints', message });
    }
    const complete = findProblems(entry, settings).length === 0;
    if (complete) findings.push(...(await probed(settings, redirectUri)));
    return { ok: findings.every(({ level }) => level !== 'error'), findings };
  };
}
