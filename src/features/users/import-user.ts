import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import type { FactorTable } from '../../platform/db/schema.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import { readRoles } from '../rbac/roles.ts';
import { readEmail, readExternalId, readPhoneNumber } from './identifiers.ts';
import { insertFactor } from './insert-factor.ts';
import { mergeMetadata } from './metadata.ts';
import { mergeName, nameSearchText, noName } from './name.ts';
import { emailFactorRow, phoneFactorRow } from './new-factor.ts';
import { dropClaim } from './second-factors.ts';
import * as store from './user.store.ts';
import type { Name } from './wire.ts';

/** A user whose ids are given, as a seed or another server has them. Ids are uuids. */
export interface ImportedUser {
  id: string;
  status: 'active' | 'pending';
  externalId?: string | undefined;
  emails: readonly { id: string; email: string; verified: boolean }[];
  phoneNumbers: readonly { id: string; phoneNumber: string; verified: boolean }[];
  name?: Name | undefined;
  trustedMetadata?: Record<string, unknown> | undefined;
  untrustedMetadata?: Record<string, unknown> | undefined;
  roles?: readonly string[] | undefined;
  createdAt: number;
}

function factorRows(environment: Environment, user: ImportedUser): FactorTable[] {
  const factor = ({ id, verified }: { id: string; verified: boolean }) => ({
    environmentId: environment.id,
    userId: user.id,
    id,
    now: user.createdAt,
    verified,
  });
  return [
    ...user.emails.map((one) => emailFactorRow(factor(one), readEmail(one.email))),
    ...user.phoneNumbers.map((one) =>
      phoneFactorRow(factor(one), readPhoneNumber(one.phoneNumber)),
    ),
  ];
}

async function isThere(
  tx: Executor,
  environment: Environment,
  user: ImportedUser,
  factors: readonly FactorTable[],
): Promise<boolean> {
  const selectors: store.UserSelector[] = [{ by: 'id', id: user.id }];
  if (user.externalId !== undefined) {
    selectors.push({ by: 'external_id', externalId: user.externalId });
  }
  for (const { kind, identifier } of factors)
    selectors.push({ by: 'identifier', kind, identifier });
  for (const selector of selectors) {
    const found = await store.findUser(tx, environment.id, selector, environment.now());
    confirmVersion(environment, found.version);
    if (found.user) return true;
  }
  return false;
}

/**
 * Adds a user with the ids given; false, and nothing done, where the id, the external id or one
 * of the factors is known already.
 */
export async function importUser(
  tx: Executor,
  environment: Environment,
  user: ImportedUser,
): Promise<boolean> {
  const factors = factorRows(environment, user);
  if (await isThere(tx, environment, user, factors)) return false;
  const name = mergeName(noName, user.name);
  const inserted = await store.insertUser(tx, {
    environment_id: environment.id,
    id: user.id,
    status: user.status,
    ...name,
    name_search: nameSearchText(name),
    external_id: user.externalId === undefined ? null : readExternalId(user.externalId),
    trusted_metadata: encodeJson(mergeMetadata({}, user.trustedMetadata)),
    untrusted_metadata: encodeJson(mergeMetadata({}, user.untrustedMetadata)),
    roles: encodeJson(readRoles(environment.settings.rbac_policy, user.roles ?? [])),
    attributes: encodeJson({ ip_address: '', user_agent: '' }),
    created_at: user.createdAt,
  });
  // Somebody else's request was faster.
  if (!inserted) return false;
  confirmVersion(environment, inserted.version);
  for (const row of factors) {
    await dropClaim(tx, environment, row.kind, row.identifier);
    await insertFactor(tx, environment, row);
  }
  return true;
}
