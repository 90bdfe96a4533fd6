import type { Environment } from '../projects/environment.ts';

/** Which of its buttons a mail's link stands behind (behaviour-messaging-oauth 2.4). */
export type TokenType = 'magic_links' | 'reset_password' | 'login';

/** What a mail links to: our page, which forwards to the app (3.1). */
export function mailedUrl(
  publicUrl: string,
  environment: Environment,
  type: TokenType,
  token: string,
): string {
  const query = new URLSearchParams({
    public_token: environment.publicTokens[0] ?? '',
    stytch_token_type: type,
    token,
  });
  return `${publicUrl}/v1/magic_links/redirect?${query}`;
}
