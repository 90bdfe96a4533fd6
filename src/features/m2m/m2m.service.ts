import type { Database } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import { orderedId, wireId } from '../../platform/ids.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import type { Strength } from '../passwords/strength/strength.ts';
import type { Environment } from '../projects/environment.ts';
import { decodeCursor, encodeCursor, queryDigest } from '../search-cursor.ts';
import { mergeMetadata } from '../users/metadata.ts';
import { addClient } from './add-client.ts';
import { checkChosenSecret } from './check-chosen-secret.ts';
import { checkChosenId } from './client-id.ts';
import type { ClientSecrets } from './client-secret.ts';
import * as store from './m2m-client.store.ts';
import type { M2mClientRecord } from './m2m-client.ts';
import { countClients, listClients } from './m2m-search.store.ts';
import { readClientScopes } from './scopes.ts';
import { readQuery, type SearchQuery } from './search-query.ts';

const DEFAULT_LIMIT = 100;
const CURSORS = { invalid: 'bad_request', isId: (text: string) => text.length <= 128 } as const;

interface Described {
  client_name?: string | undefined;
  client_description?: string | undefined;
  trusted_metadata?: Record<string, unknown> | undefined;
}

export interface NewM2mClient extends Described {
  scopes: readonly string[];
  client_id?: string | undefined;
  client_secret?: string | undefined;
}

export interface M2mClientChanges extends Described {
  scopes?: readonly string[] | undefined;
  status?: 'active' | 'inactive' | undefined;
}

export interface M2mSearchRequest {
  cursor?: string | undefined;
  /** 1 to 1000. */
  limit?: number | undefined;
  query?: SearchQuery | undefined;
}

export interface M2mSearchPage {
  clients: M2mClientRecord[];
  /** All matches at the time of the first page. */
  total: number;
  nextCursor: string | null;
}

/** Clients that act for no user, and the rotation of their secrets (behaviour-platform 1). */
export interface M2m {
  /** The secret is told only now. */
  create(
    environment: Environment,
    input: NewM2mClient,
  ): Promise<{ client: M2mClientRecord; secret: string }>;
  /** 404 `m2m_client_not_found`, as of all that follow. */
  get(environment: Environment, clientId: string): Promise<M2mClientRecord>;
  update(
    environment: Environment,
    clientId: string,
    changes: M2mClientChanges,
  ): Promise<M2mClientRecord>;
  /** Its tokens stay good until they expire. */
  delete(environment: Environment, clientId: string): Promise<void>;
  /** In the order of creation. Throws the `m2m_search_*` errors. */
  search(environment: Environment, request: M2mSearchRequest): Promise<M2mSearchPage>;
  /** Clients of an environment. */
  count(environmentId: string): Promise<number>;
  /** Puts every sealed secret under the newest master key. */
  reseal(): Promise<number>;
  /** From here on both secrets authenticate. */
  startRotation(
    environment: Environment,
    clientId: string,
  ): Promise<{ client: M2mClientRecord; nextSecret: string }>;
  /** The next secret becomes the only one. */
  finishRotation(environment: Environment, clientId: string): Promise<M2mClientRecord>;
  cancelRotation(environment: Environment, clientId: string): Promise<M2mClientRecord>;
}

export interface M2mDependencies {
  database: Database;
  secrets: ClientSecrets;
  strength: Strength;
}

export function createM2m({ database, secrets, strength }: M2mDependencies): M2m {
  async function get(environment: Environment, clientId: string): Promise<M2mClientRecord> {
    const { client } = await store.findClient(database, environment.id, clientId);
    if (!client) throw apiError('m2m_client_not_found');
    return client;
  }

  /** The changed client, or why it did not change: it is not there, or not in that state. */
  async function changed(
    environment: Environment,
    clientId: string,
    client: M2mClientRecord | undefined,
    otherwise: ErrorType,
  ): Promise<M2mClientRecord> {
    if (client) return client;
    await get(environment, clientId);
    throw apiError(otherwise);
  }

  return {
    get,

    async create(environment, input) {
      const clientId = input.client_id ?? wireId('m2m-client', environment.kind, orderedId());
      if (input.client_id !== undefined) checkChosenId(environment, input.client_id);
      const scopes = readClientScopes(input.scopes);
      const trustedMetadata = mergeMetadata({}, input.trusted_metadata);
      const chosen = input.client_secret;
      if (chosen !== undefined) await checkChosenSecret(strength, environment, chosen);
      const { secret, stored } =
        chosen === undefined
          ? secrets.generate()
          : { secret: chosen, stored: secrets.chosen(environment.id, clientId, chosen) };
      await database.transaction(async (tx) => {
        const inserted = await addClient(tx, environment.id, {
          clientId,
          name: input.client_name ?? '',
          description: input.client_description ?? '',
          status: 'active',
          scopes,
          trustedMetadata,
          secretHash: stored.hash,
          secretLastFour: stored.lastFour,
          createdAt: environment.now(),
        });
        if (!inserted) throw apiError('duplicate_m2m_client_id');
      });
      return { client: await get(environment, clientId), secret };
    },

    async update(environment, clientId, changes) {
      const scopes = changes.scopes && readClientScopes(changes.scopes);
      return database.transaction(async (tx) => {
        const before = await store.lockClient(tx, environment.id, clientId);
        if (!before) throw apiError('m2m_client_not_found');
        const metadata = mergeMetadata(before.trustedMetadata, changes.trusted_metadata);
        const after = await store.updateClient(tx, environment.id, clientId, {
          client_name: changes.client_name ?? before.name,
          client_description: changes.client_description ?? before.description,
          status: changes.status ?? before.status,
          scopes: encodeJson(scopes ?? before.scopes),
          trusted_metadata: encodeJson(metadata),
        });
        if (scopes) await store.replaceScopes(tx, environment.id, clientId, scopes);
        return after ?? before;
      });
    },

    async delete(environment, clientId) {
      const deleted = await store.deleteClient(database, environment.id, clientId);
      if (deleted === 0) throw apiError('m2m_client_not_found');
    },

    async search(environment, { cursor: text, limit = DEFAULT_LIMIT, query }) {
      const { combine, filters } = readQuery(query);
      const digest = queryDigest(environment.id, [combine, filters]);
      const cursor = text === undefined ? undefined : decodeCursor(text, digest, CURSORS);
      const asked = { environment: environment.id, combine, filters };
      // One more than asked for shows that there is another page.
      const found = await listClients(database, asked, cursor?.last, limit + 1);
      const clients = found.slice(0, limit);
      const more = found.length > limit;
      const total = cursor?.total ?? (more ? await countClients(database, asked) : found.length);
      const last = clients.at(-1);
      const nextCursor =
        more && last
          ? encodeCursor(digest, { last: { createdAt: last.createdAt, id: last.clientId }, total })
          : null;
      return { clients, total, nextCursor };
    },

    count: (environmentId) =>
      countClients(database, { environment: environmentId, combine: 'and', filters: [] }),

    async reseal() {
      let count = 0;
      for (const { environment_id, client_id, secret_hash } of await store.listSecrets(database)) {
        const sealed = secrets.reseal(environment_id, client_id, secret_hash);
        if (sealed === undefined) continue;
        count += await store.replaceSealed(database, environment_id, client_id, {
          before: secret_hash,
          after: sealed,
        });
      }
      return count;
    },

    async startRotation(environment, clientId) {
      const { secret, stored } = secrets.generate();
      const client = await changed(
        environment,
        clientId,
        await store.startRotation(database, environment.id, clientId, stored),
        'm2m_client_already_rotating_secret',
      );
      return { client, nextSecret: secret };
    },

    async finishRotation(environment, clientId) {
      const client = await store.finishRotation(database, environment.id, clientId);
      return changed(environment, clientId, client, 'm2m_client_not_rotating_secret');
    },

    async cancelRotation(environment, clientId) {
      const client = await store.cancelRotation(database, environment.id, clientId);
      return changed(environment, clientId, client, 'm2m_client_not_rotating_secret');
    },
  };
}
