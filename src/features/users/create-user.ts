import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import type { FactorTable } from '../../platform/db/schema.ts';
import { orderedId } from '../../platform/ids.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import { readRoles } from '../rbac/roles.ts';
import { readAttributes, readEmail, readExternalId, readPhoneNumber } from './identifiers.ts';
import { insertUser } from './insert-user.ts';
import { mergeMetadata } from './metadata.ts';
import { mergeName, nameSearchText, noName } from './name.ts';
import { emailFactorRow, factorFromRow, passwordFactorRow, phoneFactorRow } from './new-factor.ts';
import type { GivenFactors, NewUser } from './new-user.ts';
import type { UserRecord } from './user-record.ts';

/** Adds a user with its first factors. Nothing is confirmed but the environment. */
export async function createUser(
  tx: Executor,
  environment: Environment,
  input: NewUser,
  given: GivenFactors = {},
): Promise<UserRecord> {
  const now = environment.now();
  const id = orderedId();
  const email = input.email === undefined ? undefined : readEmail(input.email);
  const phone = input.phone_number === undefined ? undefined : readPhoneNumber(input.phone_number);
  const name = mergeName(noName, input.name);
  const roles = readRoles(environment.settings.rbac_policy, input.roles ?? []);
  const trusted = mergeMetadata({}, input.trusted_metadata);
  const untrusted = mergeMetadata({}, input.untrusted_metadata);
  const externalId = input.external_id === undefined ? null : readExternalId(input.external_id);
  const status = input.pending ? 'pending' : 'active';
  const factor = (verified = false) => ({
    environmentId: environment.id,
    userId: id,
    id: orderedId(),
    now,
    verified,
  });
  const rows: FactorTable[] = [];
  if (email) rows.push(emailFactorRow(factor(given.email), email));
  if (phone) rows.push(phoneFactorRow(factor(given.phone_number), phone));
  if (given.password) rows.push(passwordFactorRow(factor(), given.password.requiresReset));
  const version = await insertUser(
    tx,
    environment,
    {
      environment_id: environment.id,
      id,
      status,
      ...name,
      name_search: nameSearchText(name),
      external_id: externalId,
      trusted_metadata: encodeJson(trusted),
      untrusted_metadata: encodeJson(untrusted),
      roles: encodeJson(roles),
      attributes: encodeJson(readAttributes(input.attributes)),
      created_at: now,
    },
    rows,
  );
  confirmVersion(environment, version);
  return {
    id,
    status,
    firstName: name.first_name,
    middleName: name.middle_name,
    lastName: name.last_name,
    externalId,
    trustedMetadata: trusted,
    untrustedMetadata: untrusted,
    roles,
    createdAt: now,
    lockCreatedAt: null,
    lockExpiresAt: null,
    failedAttempts: 0,
    factors: rows.map(factorFromRow),
  };
}
