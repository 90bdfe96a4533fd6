import type { Operation } from '../../../http/operation.ts';
import { auditLogOperations } from '../../audit/management/list-audit-events.ts';
import { emailTemplateOperations } from '../../email-templates/management/operations.ts';
import { impersonateUser } from '../../impersonation/management/impersonate-user.ts';
import { jwtTemplateOperations } from '../../jwt-templates/management/jwt-template.ts';
import { rateLimitOperations } from '../../limits/management/rate-limits.ts';
import { oauthProviderOperations } from '../../oauth/management/oauth-providers.ts';
import { countryCodeManagement } from '../../otps/management/country-codes.ts';
import { getPasswordStrengthConfig } from '../../passwords/management/get-password-strength-config.ts';
import { setPasswordStrengthConfig } from '../../passwords/management/set-password-strength-config.ts';
import { getRbacPolicy } from '../../rbac/management/get-rbac-policy.ts';
import { setRbacPolicy } from '../../rbac/management/set-rbac-policy.ts';
import { trustedTokenOperations } from '../../trusted-tokens/management/operations.ts';
import { userLockOperations } from '../../user-locks/management/lock-settings.ts';
import { unlockUser } from '../../user-locks/management/unlock-user.ts';
import { createEnvironment } from './create-environment.ts';
import { createProject } from './create-project.ts';
import { createPublicToken } from './create-public-token.ts';
import { createRedirectUrl } from './create-redirect-url.ts';
import { createSecret } from './create-secret.ts';
import { deleteEnvironment } from './delete-environment.ts';
import { deleteProject } from './delete-project.ts';
import { deletePublicToken } from './delete-public-token.ts';
import { deleteRedirectUrl } from './delete-redirect-url.ts';
import { deleteSecret } from './delete-secret.ts';
import { getBridgeProject } from './get-bridge-project.ts';
import { getEnvironment } from './get-environment.ts';
import { getMetrics } from './get-metrics.ts';
import { getProject } from './get-project.ts';
import { getPublicToken } from './get-public-token.ts';
import { getRedirectUrl } from './get-redirect-url.ts';
import { getSecret } from './get-secret.ts';
import { listBridgeProjects } from './list-bridge-projects.ts';
import { listEnvironments } from './list-environments.ts';
import { listProjects } from './list-projects.ts';
import { listPublicTokens } from './list-public-tokens.ts';
import { listRedirectUrls } from './list-redirect-urls.ts';
import { listSecrets } from './list-secrets.ts';
import { updateEnvironment } from './update-environment.ts';
import { updateProject } from './update-project.ts';
import { updateRedirectUrl } from './update-redirect-url.ts';

/** The management API as far as it is built, in the order of the API reference. */
export const managementOperations: readonly Operation[] = [
  createProject,
  listProjects,
  getProject,
  updateProject,
  deleteProject,
  createEnvironment,
  listEnvironments,
  getEnvironment,
  updateEnvironment,
  deleteEnvironment,
  getMetrics,
  createSecret,
  listSecrets,
  getSecret,
  deleteSecret,
  createPublicToken,
  listPublicTokens,
  getPublicToken,
  deletePublicToken,
  createRedirectUrl,
  listRedirectUrls,
  getRedirectUrl,
  updateRedirectUrl,
  deleteRedirectUrl,
  getPasswordStrengthConfig,
  setPasswordStrengthConfig,
  getRbacPolicy,
  setRbacPolicy,
  ...jwtTemplateOperations,
  ...countryCodeManagement,
  ...rateLimitOperations,
  ...userLockOperations,
  unlockUser,
  impersonateUser,
  ...emailTemplateOperations,
  ...oauthProviderOperations,
  ...trustedTokenOperations,
  ...auditLogOperations,
  listBridgeProjects,
  getBridgeProject,
];
