import { apiError } from '../catalogue.ts';
import { readId } from '../ids.ts';
import { factorIdKind } from '../users/factor.ts';
import { readBase64 } from './base64.ts';
import { readDomain } from './domain.ts';
import { registrationsOf } from './rules.ts';
import type { Webauthn, WebauthnDependencies } from './webauthn.service.ts';
import * as store from './webauthn.store.ts';

const KIND = 'webauthn_registration';
/** In characters; no length is published. */
const MAX_NAME = 256;

function readName(name: string): string {
  if (name.trim() === '') throw apiError('empty_webauthn_registration_name');
  if (name.length > MAX_NAME) {
    throw apiError('bad_request', {
      message: `name is too long, it may hold at most ${MAX_NAME} characters.`,
    });
  }
  return name;
}

export function createManaging({
  database,
  users,
}: WebauthnDependencies): Pick<Webauthn, 'rename' | 'list'> {
  return {
    async rename(environment, registrationId, text) {
      const malformed = 'invalid_webauthn_registration_id';
      const id = readId(environment, factorIdKind[KIND], registrationId, malformed);
      const name = readName(text);
      const owner = await users.findByFactor(environment, KIND, id);
      if (!owner) throw apiError('webauthn_registration_not_found');
      return database.transaction(async (tx) => {
        const user = await users.lock(tx, environment, owner.id);
        return users.renameWebauthnRegistration(tx, environment, user, id, name);
      });
    },

    async list(environment, userId, domain) {
      const wanted = readDomain(domain);
      const user = await users.get(environment, userId);
      const rows = await store.credentialsOfUser(database, environment.id, user.id);
      const keys = new Map(rows.map((row) => [row.factor_id, readBase64(row.public_key)]));
      return registrationsOf(user, wanted).flatMap((registration) => {
        const key = keys.get(registration.id);
        return key ? [{ registration, publicKey: key.toString('base64') }] : [];
      });
    },
  };
}
