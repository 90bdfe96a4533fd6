import type { EnvironmentPlace } from '../../features/projects/records.ts';
import type { TestApp } from '../test-app.ts';
import type { Ids } from './world.ts';

/** A token by which an operator may log in as a user of the environment. */
export async function populateImpersonation(
  { services }: TestApp,
  place: EnvironmentPlace,
  userId = '',
): Promise<Ids> {
  const environment = await services.projects.snapshot(place);
  const { token } = await services.impersonation.mint(environment, {
    userId,
    reason: 'hostile test',
    impersonatorId: 'operator',
    impersonatorEmail: 'operator@example.com',
  });
  return { impersonation_token: token };
}
