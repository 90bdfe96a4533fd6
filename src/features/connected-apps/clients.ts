import { hashToken, newToken } from '../../platform/crypto/tokens.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { isUuid, orderedId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import * as store from './client.store.ts';
import { type Client, type ClientType, isPublic } from './client-record.ts';
import { clientRow, fieldColumns } from './client-row.ts';
import { blankClient, type ClientFields, withFields } from './client-rules.ts';
import { findClient } from './find-client.ts';

export interface ClientPage {
  clients: Client[];
  /** Of the whole environment. */
  total: number;
  nextCursor: string | null;
}

export interface Clients {
  create(
    environment: Environment,
    type: ClientType,
    fields: ClientFields,
  ): Promise<{ client: Client; secret: string | undefined }>;
  /** 404 `connected_app_not_found`. */
  get(environment: Environment, clientId: string): Promise<Client>;
  update(environment: Environment, clientId: string, fields: ClientFields): Promise<Client>;
  delete(environment: Environment, clientId: string): Promise<Client>;
  /** In the order of creation. */
  search(
    environment: Environment,
    page: { cursor?: string | undefined; limit?: number | undefined },
  ): Promise<ClientPage>;
  /** Both secrets authenticate from here on. */
  startRotation(
    environment: Environment,
    clientId: string,
  ): Promise<{ client: Client; nextSecret: string }>;
  cancelRotation(environment: Environment, clientId: string): Promise<Client>;
  /** The next secret becomes the secret; the old one is dead at once. */
  rotate(environment: Environment, clientId: string): Promise<Client>;
}

const MAX_CLIENTS = 10_000;
const DEFAULT_LIMIT = 100;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** The order is that of the ids, so a page is named by the id it ends with. */
const encodeCursor = (id: string): string => Buffer.from(id).toString('base64url');

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!isUuid(id) || encodeCursor(id) !== cursor) {
    throw apiError('invalid_argument', { message: 'cursor is invalid.' });
  }
  return id;
}

/** A secret and what is kept of it. */
export function newSecret() {
  const secret = newToken();
  return { secret, hash: hashToken(secret), lastFour: secret.slice(-4) };
}

export function createClients(database: Database): Clients {
  const get = async (environment: Environment, clientId: string): Promise<Client> => {
    const client = await findClient(database, environment, clientId);
    if (!client) throw apiError('connected_app_not_found');
    return client;
  };

  /** Decides over the newest state of a client, one decision at a time. */
  async function change(
    environment: Environment,
    clientId: string,
    edit: (tx: Executor, client: Client) => Promise<Client>,
  ): Promise<Client> {
    const { id } = await get(environment, clientId);
    return database.transaction(async (tx) => {
      const client = await store.lockClient(tx, environment.id, id);
      if (!client) throw apiError('connected_app_not_found');
      return edit(tx, client);
    });
  }

  const rotation = (
    environment: Environment,
    clientId: string,
    edit: (client: Client) => Client,
  ): Promise<Client> =>
    change(environment, clientId, async (tx, client) => {
      if (isPublic(client)) throw apiError('public_connected_apps_do_not_have_secrets');
      const edited = edit(client);
      await store.updateClient(tx, environment.id, client.id, {
        secret_hash: edited.secretHash,
        secret_last_four: edited.secretLastFour,
        next_secret_hash: edited.nextSecretHash,
        next_secret_last_four: edited.nextSecretLastFour,
      });
      return edited;
    });

  function assertRotating(client: Client): void {
    if (client.nextSecretHash === null) throw apiError('connected_app_not_rotating_secret');
  }

  return {
    async create(environment, type, fields) {
      const origin = { creationMethod: 'api', expiresAt: null } as const;
      const blank = blankClient(orderedId(), type, origin);
      const checked = withFields(environment, blank, fields);
      const made = isPublic(checked) ? undefined : newSecret();
      const client: Client = made
        ? { ...checked, secretHash: made.hash, secretLastFour: made.lastFour }
        : checked;
      await database.transaction(async (tx) => {
        if ((await store.countClients(tx, environment.id, 'made')) >= MAX_CLIENTS) {
          throw apiError('too_many_connected_apps');
        }
        const createdAt = environment.now();
        const row = clientRow(environment.id, client, { createdAt, registrationHash: null });
        await store.insertClient(tx, row);
      });
      return { client, secret: made?.secret };
    },

    get,

    update: (environment, clientId, fields) =>
      change(environment, clientId, async (tx, client) => {
        const changed = withFields(environment, client, fields);
        await store.updateClient(tx, environment.id, client.id, fieldColumns(changed));
        return changed;
      }),

    async delete(environment, clientId) {
      const client = await get(environment, clientId);
      const deleted = await database.transaction((tx) =>
        store.deleteClient(tx, environment.id, client.id),
      );
      if (!deleted) throw apiError('connected_app_not_found');
      return client;
    },

    async search(environment, { cursor, limit = DEFAULT_LIMIT }) {
      // The cursor of an empty text is none: the page before gave null.
      const after = cursor ? decodeCursor(cursor) : FIRST_ID;
      const [clients, made, dynamic] = await Promise.all([
        store.listClients(database, environment.id, { after, limit: limit + 1 }),
        store.countClients(database, environment.id, 'made'),
        store.countClients(database, environment.id, 'dynamic'),
      ]);
      const shown = clients.slice(0, limit);
      const last = shown.at(-1);
      const more = clients.length > limit && last !== undefined;
      return {
        clients: shown,
        total: made + dynamic,
        nextCursor: more ? encodeCursor(last.id) : null,
      };
    },

    async startRotation(environment, clientId) {
      const next = newSecret();
      const client = await rotation(environment, clientId, (before) => {
        if (before.nextSecretHash !== null) {
          throw apiError('connected_app_already_rotating_secret');
        }
        return { ...before, nextSecretHash: next.hash, nextSecretLastFour: next.lastFour };
      });
      return { client, nextSecret: next.secret };
    },

    cancelRotation: (environment, clientId) =>
      rotation(environment, clientId, (client) => {
        assertRotating(client);
        return { ...client, nextSecretHash: null, nextSecretLastFour: null };
      }),

    rotate: (environment, clientId) =>
      rotation(environment, clientId, (client) => {
        assertRotating(client);
        return {
          ...client,
          secretHash: client.nextSecretHash,
          secretLastFour: client.nextSecretLastFour,
          nextSecretHash: null,
          nextSecretLastFour: null,
        };
      }),
  };
}
