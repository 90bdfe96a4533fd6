import type { Operation } from '../../../http/operation.ts';
import { createPemFile } from './create-pem-file.ts';
import { createProfile } from './create-profile.ts';
import { deletePemFile } from './delete-pem-file.ts';
import { deleteProfile } from './delete-profile.ts';
import { getPemFile } from './get-pem-file.ts';
import { getProfile } from './get-profile.ts';
import { listProfiles } from './list-profiles.ts';
import { updateProfile } from './update-profile.ts';

export const trustedTokenOperations: readonly Operation[] = [
  createProfile,
  listProfiles,
  getProfile,
  updateProfile,
  deleteProfile,
  createPemFile,
  getPemFile,
  deletePemFile,
];
