import { type Static, Type } from 'typebox';
import type { EnvironmentKind } from '../../platform/ids.ts';
import { EnvironmentParams } from '../projects/wire.ts';
import { named, OneOf } from '../wire-schema.ts';
import { type PemFile, type Profile, pemFileWireId, profileWireId } from './profile.ts';

export const publicKeyTypes = ['JWK', 'PEM'] as const;

export const AttributeMapping = Type.Unsafe<Record<string, string>>({
  type: 'object',
  additionalProperties: { type: 'string' },
  description:
    'From email, token_id, external_user_id and role_ids to the claims of the token that hold them.',
});

export const PEMFile = named(
  'PEMFile',
  Type.Object({ pem_file_id: Type.String(), public_key: Type.String() }),
);

export const TrustedTokenProfile = named(
  'TrustedTokenProfile',
  Type.Object({
    profile_id: Type.String(),
    name: Type.String(),
    audience: Type.String(),
    issuer: Type.String(),
    pem_files: Type.Array(PEMFile),
    can_jit_provision: Type.Boolean({ description: 'Whether a token makes a user it names.' }),
    jwks_url: Type.Optional(Type.String({ description: 'Absent for keys of type PEM.' })),
    attribute_mapping: AttributeMapping,
    public_key_type: OneOf(publicKeyTypes),
  }),
);

export const ProfileParams = Type.Object({
  ...EnvironmentParams.properties,
  profile_id: Type.String(),
});

export const PemFileParams = Type.Object({
  ...ProfileParams.properties,
  pem_file_id: Type.String(),
});

export const presentPemFile = (
  kind: EnvironmentKind,
  { id, publicKey }: PemFile,
): Static<typeof PEMFile> => ({ pem_file_id: pemFileWireId(kind, id), public_key: publicKey });

export const presentProfile = (
  kind: EnvironmentKind,
  profile: Profile,
): Static<typeof TrustedTokenProfile> => ({
  profile_id: profileWireId(kind, profile.id),
  name: profile.name,
  audience: profile.audience,
  issuer: profile.issuer,
  pem_files: profile.pemFiles.map((file) => presentPemFile(kind, file)),
  can_jit_provision: profile.canJitProvision,
  ...(profile.jwksUrl !== null && { jwks_url: profile.jwksUrl }),
  attribute_mapping: profile.attributeMapping,
  public_key_type: profile.publicKeyType,
});
