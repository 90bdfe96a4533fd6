import { Type } from 'typebox';
import { withTypeError } from '../../wire-schema.ts';

/** A parameter that may be left out: what is missing is told by OAuth's own errors. */
export const OAuthText = (description: string) =>
  Type.Optional(withTypeError('invalid_request', Type.String({ description })));

/** How a client says who it is; `Authorization: Basic` does as well. */
export const clientArguments = {
  client_id: OAuthText('Wins over the Authorization header.'),
  client_secret: OAuthText('Absent for public clients.'),
};
