import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import type { SessionAnswer } from '../sessions/sessions.service.ts';
import type { User } from '../users/wire.ts';
import type { SandboxOptions } from './options.ts';

/** Behaviour-core 10. What the hosted answer shows beside the user is not published. */
const TOKEN = 'hdPVZHHX0UoRa7hJTuuPHi1vlddffSnoweRbVFf5-H8g';
const UNKNOWN_TOKEN = '59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw';
const REGISTRATION_ID = 'oauth-user-test-3b5a9dd0-3a2c-4d5e-9f5a-0d8c5d3a7c11';
const SUBJECT = 'sandbox';

const factor: ProvenFactor = {
  type: 'oauth',
  delivery_method: 'oauth_google',
  google_oauth_factor: { id: REGISTRATION_ID, provider_subject: SUBJECT },
};

export interface SandboxOAuthLogin extends Omit<SessionAnswer, 'session'> {
  user_id: string;
  provider_subject: string;
  provider_type: string;
  oauth_user_registration_id: string;
  provider_values: {
    access_token: string;
    refresh_token: string;
    id_token: string;
    scopes: string[];
  };
  user: User;
  reset_sessions: boolean;
  user_session: SessionAnswer['session'];
}

export interface SandboxOAuth {
  /** Answers a sandbox OAuth token; undefined for any other token. */
  oauth(
    environment: Environment,
    token: string,
    options: SandboxOptions,
  ): Promise<SandboxOAuthLogin | undefined>;
}

export function createSandboxOAuth(parts: {
  identity: () => { user_id: string; user: User };
  confirm: (environment: Environment) => Promise<void>;
  session: (
    environment: Environment,
    options: SandboxOptions,
    factor?: ProvenFactor,
  ) => Promise<SessionAnswer>;
}): SandboxOAuth {
  return {
    async oauth(environment, token, options) {
      if (environment.type !== 'TEST') return undefined;
      if (token === UNKNOWN_TOKEN) throw apiError('oauth_token_not_found');
      if (token !== TOKEN) return undefined;
      await parts.confirm(environment);
      const { session, ...rest } = await parts.session(environment, options, factor);
      return {
        ...parts.identity(),
        provider_subject: SUBJECT,
        provider_type: 'Google',
        oauth_user_registration_id: REGISTRATION_ID,
        provider_values: { access_token: '', refresh_token: '', id_token: '', scopes: [] },
        reset_sessions: false,
        user_session: session,
        ...rest,
      };
    },
  };
}
