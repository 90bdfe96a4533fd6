import { defineErrors } from '../../platform/errors/catalogue.ts';

/**
 * Magic links (reference/errors-and-conventions.md 3.9; the mail and template names are in messages).
 * Official SDK tests assert the texts of the first two, to the letter.
 */
export const magicLinkErrors = defineErrors({
  unable_to_auth_magic_link: {
    status: 401,
    message:
      'The magic link could not be authenticated because it was either already used or expired. Send another magic link to this user.',
  },
  magic_link_not_found: {
    status: 404,
    message:
      'The magic link could not be authenticated, try sending another magic link to the user.',
  },
  invalid_token: { status: 400, message: 'Token format is invalid.' },
  invalid_token_docs: {
    status: 400,
    message: 'The token is a sample from the documentation. Use a real one.',
  },
  invalid_magic_link_url: {
    status: 400,
    message:
      'magic_link_url format is invalid. Common issues include using http instead of https, omitting https://, or having a trailing /.',
  },
  invalid_login_magic_link_url: {
    status: 400,
    message:
      'login_magic_link_url format is invalid. Common issues include using http instead of https, omitting https://, or having a trailing /.',
  },
  invalid_signup_magic_link_url: {
    status: 400,
    message:
      'signup_magic_link_url format is invalid. Common issues include using http instead of https, omitting https://, or having a trailing /.',
  },
  invalid_invite_magic_link_url: {
    status: 400,
    message:
      'invite_magic_link_url format is invalid. Common issues include using http instead of https, omitting https://, or having a trailing /.',
  },
  no_match_for_provided_magic_link_url: {
    status: 400,
    message:
      'The magic_link_url in the request did not match any redirect URLs set for this project.',
  },
  invalid_expiration: { status: 400, message: 'The expiration minutes are out of range.' },
  invalid_callback_id: { status: 400, message: 'The callback ID is invalid.' },
});
