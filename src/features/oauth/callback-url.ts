export const CALLBACK_PATH = '/v1/oauth/callback';

/** The one address that all providers of an environment come back to (messaging 5.3). */
export const callbackUrlOf = (publicUrl: string, oauthCallbackId: string): string =>
  `${publicUrl}${CALLBACK_PATH}/${oauthCallbackId}`;
