import { defineErrors } from '../../platform/errors/catalogue.ts';

/**
 * Projects, environments and their keys, as the management API and the public routes see them.
 * Names of reference/management-and-dashboard.md 1.4 and reference/errors-and-conventions.md 3.2, 3.23
 * and 3.25. Duplicates are 400 like every other duplicate of this API.
 */
export const projectErrors = defineErrors({
  project_not_found: { status: 404, message: 'Project could not be found.' },
  invalid_project_id: { status: 400, message: 'project_id format is invalid.' },
  invalid_project_name: { status: 400, message: 'The name of the project is invalid.' },
  invalid_project_slug: { status: 400, message: 'project_slug format is invalid.' },
  duplicate_project_slug: {
    status: 400,
    message: 'A project with this project_slug already exists.',
  },
  too_many_projects: { status: 400, message: 'There are too many projects, the maximum is 50.' },
  environment_not_found: { status: 404, message: 'Environment could not be found.' },
  invalid_environment_name: { status: 400, message: 'The name of the environment is invalid.' },
  invalid_environment_slug: { status: 400, message: 'environment_slug format is invalid.' },
  duplicate_environment_slug: {
    status: 400,
    message: 'An environment with this environment_slug already exists in this project.',
  },
  // Ours: the hosted service states these three rules but not their names.
  live_environment_required: {
    status: 400,
    message: 'A project needs a live environment before it can have a test environment.',
  },
  live_environment_already_exists: {
    status: 400,
    message: 'The project already has a live environment.',
  },
  cannot_delete_live_environment: {
    status: 400,
    message: 'A live environment can only be deleted together with its project.',
  },
  secret_not_found: { status: 404, message: 'Secret could not be found.' },
  invalid_secret_id: { status: 400, message: 'secret_id format is invalid.' },
  too_many_secrets: { status: 400, message: 'There are too many secrets, the maximum is 50.' },
  public_token_not_found: { status: 404, message: 'Public token could not be found.' },
  public_token_required: { status: 400, message: 'A public token must be provided.' },
  invalid_public_token_id: { status: 400, message: 'Public token format is invalid.' },
  project_has_no_public_tokens: { status: 400, message: 'The project has no public tokens.' },
  too_many_public_tokens: {
    status: 400,
    message: 'There are too many public tokens, the maximum is 50.',
  },
  unable_to_delete_last_public_token: {
    status: 400,
    message: 'The last public token cannot be deleted.',
  },
  invalid_user_lock_threshold: {
    status: 400,
    message: 'user_lock_threshold is invalid, should be between 1 and 100.',
  },
  invalid_user_lock_ttl: {
    status: 400,
    message: 'user_lock_ttl is invalid, should be between 300 and 604800 seconds.',
  },
});
