import type { FastifyInstance } from 'fastify';
import type { Users } from '../users/users.service.ts';
import { registerOAuthCallback } from './callback-route.ts';
import type { StandInProvider } from './stand-in/stand-in.ts';
import { registerStandIn } from './stand-in/stand-in-route.ts';
import { type OAuthRouteServices, registerOAuthStart } from './start-route.ts';

interface Services extends OAuthRouteServices {
  users: Users;
  /** undefined where the operator has switched it off. */
  oauthStandIn: StandInProvider | undefined;
}

/** Everything of OAuth logins that a browser visits. */
export function registerOAuthPages(
  app: FastifyInstance,
  services: Services,
  publicUrl: string,
): void {
  registerOAuthStart(app, services, publicUrl);
  registerOAuthCallback(app, services);
  if (services.oauthStandIn) registerStandIn(app, services.oauthStandIn, services.users);
}
