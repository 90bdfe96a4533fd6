import type { Clock } from '../../platform/clock.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Projects } from '../projects/projects.service.ts';
import type { EnvironmentPlace, EnvironmentRecord } from '../projects/records.ts';
import * as store from './profile.store.ts';
import {
  type AttributeMapping,
  type PemFile,
  type Profile,
  readPemFileId,
  readProfileId,
} from './profile.ts';
import {
  checkAudience,
  checkIssuer,
  checkJwksUrl,
  checkMapping,
  checkPem,
  checkProfileName,
  MAX_PEM_FILES,
  readKeys,
  type WrittenKeys,
} from './profile-rules.ts';

/** Ours: only that there is a limit is published. */
const MAX_PROFILES = 100;

interface Written {
  name: string;
  issuer: string;
  audience: string;
  attribute_mapping?: AttributeMapping | undefined;
  can_jit_provision?: boolean | undefined;
}

export type NewProfile = Written & WrittenKeys;

/** What is absent stays; a mapping is replaced whole. */
export type ProfileChanges = {
  [K in keyof Written]?: Written[K] | undefined;
} & { jwks_url?: string | undefined };

/** A thing and the environment whose kind its wire id carries. */
export type InEnvironment<T> = { environment: EnvironmentRecord } & T;

/** Profiles as their operator sees them. Ids are wire ids; 404 for malformed ones too. */
export interface ProfileAdmin {
  createProfile(
    place: EnvironmentPlace,
    input: NewProfile,
  ): Promise<InEnvironment<{ profile: Profile }>>;
  listProfiles(place: EnvironmentPlace): Promise<InEnvironment<{ profiles: Profile[] }>>;
  getProfile(place: EnvironmentPlace, id: string): Promise<InEnvironment<{ profile: Profile }>>;
  updateProfile(
    place: EnvironmentPlace,
    id: string,
    changes: ProfileChanges,
  ): Promise<InEnvironment<{ profile: Profile }>>;
  deleteProfile(place: EnvironmentPlace, id: string): Promise<void>;
  addPemFile(
    place: EnvironmentPlace,
    id: string,
    publicKey: string,
  ): Promise<InEnvironment<{ pemFile: PemFile }>>;
  getPemFile(
    place: EnvironmentPlace,
    id: string,
    pemFileId: string,
  ): Promise<InEnvironment<{ pemFile: PemFile }>>;
  /** The last one stays: without a key the profile is none. */
  deletePemFile(place: EnvironmentPlace, id: string, pemFileId: string): Promise<void>;
}

/** Checks a profile before it is stored; the caller gives the ids. */
export function readProfile(
  id: string,
  input: NewProfile,
  allowPlain: boolean,
  pemFileId: (publicKey: string) => string,
): Profile {
  const { name, issuer, audience, attribute_mapping = {}, can_jit_provision = false } = input;
  checkProfileName(name);
  checkIssuer(issuer);
  checkAudience(audience);
  checkMapping(attribute_mapping);
  const { publicKeyType, jwksUrl, pemFiles } = readKeys(input, allowPlain);
  return {
    id,
    name,
    issuer,
    audience,
    publicKeyType,
    jwksUrl,
    attributeMapping: attribute_mapping,
    canJitProvision: can_jit_provision,
    pemFiles: pemFiles.map((publicKey) => ({ id: pemFileId(publicKey), publicKey })),
  };
}

function changed(profile: Profile, changes: ProfileChanges, allowPlain: boolean): Profile {
  const { name, issuer, audience, jwks_url: url, attribute_mapping: mapping } = changes;
  if (name !== undefined) checkProfileName(name);
  if (issuer !== undefined) checkIssuer(issuer);
  if (audience !== undefined) checkAudience(audience);
  if (mapping !== undefined) checkMapping(mapping);
  if (url !== undefined && url !== '' && profile.publicKeyType === 'PEM') {
    throw apiError('trusted_token_profile_invalid_request', {
      message: 'A profile with keys of type PEM has no jwks_url.',
    });
  }
  if (url !== undefined && profile.publicKeyType === 'JWK') {
    if (url === '') throw apiError('must_have_jwks_url_for_trusted_token_profile_with_type_jwk');
    checkJwksUrl(url, allowPlain);
  }
  return {
    ...profile,
    name: name ?? profile.name,
    issuer: issuer ?? profile.issuer,
    audience: audience ?? profile.audience,
    jwksUrl: url || profile.jwksUrl,
    attributeMapping: mapping ?? profile.attributeMapping,
    canJitProvision: changes.can_jit_provision ?? profile.canJitProvision,
  };
}

async function find(
  executor: Executor,
  environment: EnvironmentRecord,
  profileId: string,
): Promise<Profile> {
  const id = readProfileId(environment.kind, profileId);
  const found =
    id === undefined ? undefined : await store.findProfile(executor, environment.id, id);
  if (!found?.profile) throw apiError('trusted_token_profile_not_found');
  return found.profile;
}

function pemFileOf(environment: EnvironmentRecord, profile: Profile, pemFileId: string): PemFile {
  const id = readPemFileId(environment.kind, pemFileId);
  const file = profile.pemFiles.find((one) => one.id === id);
  if (!file) throw apiError('pem_file_not_found');
  return file;
}

export function createProfileAdmin(
  database: Database,
  projects: Pick<Projects, 'getEnvironment' | 'changeEnvironment'>,
  clock: Clock,
  allowPlain: boolean,
): ProfileAdmin {
  const change = projects.changeEnvironment;

  async function get(place: EnvironmentPlace, profileId: string) {
    const environment = await projects.getEnvironment(place);
    return { environment, profile: await find(database, environment, profileId) };
  }

  return {
    async createProfile(place, input) {
      const profile = readProfile(orderedId(), input, allowPlain, () => orderedId());
      return change(place, async (tx, environment) => {
        if ((await store.countProfiles(tx, environment.id)) >= MAX_PROFILES) {
          throw apiError('too_many_trusted_token_profiles_for_project');
        }
        await store.insertProfile(tx, environment.id, profile, clock.now());
        return { environment, profile };
      });
    },

    async listProfiles(place) {
      const environment = await projects.getEnvironment(place);
      return { environment, profiles: await store.listProfiles(database, environment.id) };
    },

    getProfile: get,

    updateProfile: (place, profileId, changes) =>
      change(place, async (tx, environment) => {
        const before = await find(tx, environment, profileId);
        const profile = changed(before, changes, allowPlain);
        await store.updateProfile(tx, environment.id, profile);
        return { environment, profile };
      }),

    deleteProfile: (place, profileId) =>
      change(place, async (tx, environment) => {
        const profile = await find(tx, environment, profileId);
        await store.deleteProfile(tx, environment.id, profile.id);
      }),

    addPemFile: (place, profileId, publicKey) =>
      change(place, async (tx, environment) => {
        const profile = await find(tx, environment, profileId);
        checkPem(publicKey);
        if (profile.publicKeyType !== 'PEM') {
          throw apiError('cannot_add_pem_file_to_non_pem_trusted_token_profile');
        }
        if (profile.pemFiles.length >= MAX_PEM_FILES) {
          throw apiError('too_many_pem_files_for_trusted_token_profile');
        }
        const pemFile = { id: orderedId(), publicKey };
        await store.insertPemFile(tx, environment.id, profile.id, pemFile, clock.now());
        return { environment, pemFile };
      }),

    async getPemFile(place, profileId, pemFileId) {
      const { environment, profile } = await get(place, profileId);
      return { environment, pemFile: pemFileOf(environment, profile, pemFileId) };
    },

    deletePemFile: (place, profileId, pemFileId) =>
      change(place, async (tx, environment) => {
        const profile = await find(tx, environment, profileId);
        const { id } = pemFileOf(environment, profile, pemFileId);
        if (profile.pemFiles.length === 1) {
          throw apiError('must_have_pem_files_for_trusted_token_profile_with_type_pem');
        }
        await store.deletePemFile(tx, environment.id, profile.id, id);
      }),
  };
}
