import type { MagicLinkTable } from '../../platform/db/schema.ts';
import { wireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { verifyPkce } from '../pkce/pkce.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import type { LiveSession } from '../sessions/sessions.service.ts';
import { assertAttributesMatch } from '../users/attributes.ts';
import { readAttributes } from '../users/identifiers.ts';
import { factorWireId } from '../users/present-user.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import type { Attributes } from '../users/wire.ts';
import { findLink, isLive } from './find-link.ts';
import type { AuthenticateInput } from './input.ts';
import * as store from './magic-link.store.ts';
import type { MagicLinks, MagicLinksDependencies } from './magic-links.service.ts';
import { redirectTarget } from './redirect-target.ts';

interface Proof {
  factor: ProvenFactor;
  methodId: string;
}

function embeddedProof(environment: Environment, link: MagicLinkTable): Proof {
  const embedded_id = wireId('embeddable-magic-link', environment.kind, link.id);
  return {
    methodId: embedded_id,
    factor: {
      type: 'magic_link',
      delivery_method: 'embedded',
      embeddable_magic_link_factor: { embedded_id },
    },
  };
}

function proofOf(environment: Environment, link: MagicLinkTable, user: UserRecord): Proof {
  if (link.kind === 'embedded') return embeddedProof(environment, link);
  // The address may have been deleted, or was provisional and its time is over.
  const email = factorsOf(user, 'email').find((factor) => factor.id === link.factor_id);
  if (!email) throw apiError('magic_link_not_found');
  const email_id = factorWireId(environment.kind, email);
  return {
    methodId: email_id,
    factor: {
      type: 'magic_link',
      delivery_method: 'email',
      email_factor: { email_id, email_address: email.data.address },
    },
  };
}

export function createRedeeming({
  database,
  users,
  sessions,
  logins,
}: MagicLinksDependencies): Pick<MagicLinks, 'authenticate' | 'redirectTarget'> {
  /** Everything that leaves the token usable when it fails comes before the one that uses it up. */
  async function consume(
    environment: Environment,
    link: MagicLinkTable,
    presented: LiveSession | undefined,
    input: AuthenticateInput,
    attributes: Required<Attributes>,
  ) {
    return database.transaction(async (tx) => {
      const now = environment.now();
      // The user before the link, as whoever deletes a user locks them: the other order would
      // end in a deadlock.
      const before = await users.lock(tx, environment, link.user_id, () =>
        apiError('magic_link_not_found'),
      );
      if (!(await store.consumeMagicLink(tx, environment.id, link.token_hash, now))) {
        throw apiError('unable_to_auth_magic_link');
      }
      // A locked user is told so even where the address is gone.
      users.assertNotLocked(environment, before);
      const { factor, methodId } = proofOf(environment, link, before);
      const login = await logins.complete(tx, environment, {
        user: before,
        factorId: link.factor_id,
        factor,
        presented,
        options: input,
        attributes,
      });
      return { ...login, methodId };
    });
  }

  return {
    async authenticate(environment, input) {
      const link = await findLink(database, environment, input.token);
      if (!link) throw apiError('magic_link_not_found');
      if (!isLive(link, environment.now())) throw apiError('unable_to_auth_magic_link');
      const presented = await sessions.loadOptional(environment, input);
      const attributes = readAttributes(input.attributes);
      assertAttributesMatch(link, attributes, input.options);
      verifyPkce(link.code_challenge, input.code_verifier);
      const { user, methodId, recorded, resetSessions } = await consume(
        environment,
        link,
        presented,
        input,
        attributes,
      );
      const answer = await sessions.answer(environment, user, recorded);
      return { ...answer, user, methodId, resetSessions };
    },

    async redirectTarget(environment, visit) {
      const link = await findLink(database, environment, visit.token);
      return link && redirectTarget(link, visit);
    },
  };
}
