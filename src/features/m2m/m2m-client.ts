import { decodeJson } from '../../platform/db/json.ts';
import type { M2mClientTable } from '../../platform/db/schema.ts';
import type { M2mClient } from './wire.ts';

/** A client as the rules see it. */
export interface M2mClientRecord {
  clientId: string;
  name: string;
  description: string;
  status: 'active' | 'inactive';
  scopes: string[];
  trustedMetadata: Record<string, unknown>;
  secretHash: string;
  secretLastFour: string;
  nextSecretHash: string | null;
  nextSecretLastFour: string | null;
  createdAt: number;
}

export const clientColumnNames = [
  'client_id',
  'client_name',
  'client_description',
  'status',
  'scopes',
  'trusted_metadata',
  'secret_hash',
  'secret_last_four',
  'next_secret_hash',
  'next_secret_last_four',
  'created_at',
] as const;

/** The same of `m2m_clients as c`. */
export const clientColumns = clientColumnNames.map((name) => `c.${name}` as const);

export type ClientRow = Omit<M2mClientTable, 'environment_id'>;

export const readClient = (row: ClientRow): M2mClientRecord => ({
  clientId: row.client_id,
  name: row.client_name,
  description: row.client_description,
  status: row.status,
  scopes: decodeJson(row.scopes),
  trustedMetadata: decodeJson(row.trusted_metadata),
  secretHash: row.secret_hash,
  secretLastFour: row.secret_last_four,
  nextSecretHash: row.next_secret_hash,
  nextSecretLastFour: row.next_secret_last_four,
  createdAt: row.created_at,
});

export const presentClient = (client: M2mClientRecord): M2mClient => ({
  client_id: client.clientId,
  client_name: client.name,
  client_description: client.description,
  status: client.status,
  scopes: client.scopes,
  client_secret_last_four: client.secretLastFour,
  trusted_metadata: client.trustedMetadata,
  next_client_secret_last_four: client.nextSecretLastFour,
});
