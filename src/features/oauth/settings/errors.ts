import { defineErrors } from '../../../platform/errors/catalogue.ts';

/** Settings of OAuth providers; what is wrong with others of them is an `invalid_argument`. */
export const oauthProviderErrors = defineErrors({
  invalid_oauth_provider: { status: 400, message: 'The OAuth provider is unknown.' },
  // Official SDK tests look for the words "OAuth config".
  oauth_config_not_found: {
    status: 404,
    message: 'No OAuth config was found for this provider.',
  },
  invalid_microsoft_tenant_type: {
    status: 400,
    message: 'tenant must be common, organizations, consumers or the id of a tenant.',
  },
});
