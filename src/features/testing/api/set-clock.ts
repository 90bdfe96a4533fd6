import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { Timestamp } from '../../wire-schema.ts';
import { clockResponse, presentClock } from './clock-response.ts';

export const setClock = operation({
  id: 'testing.clock.set',
  method: 'PUT',
  path: '/selvage/v1/clock',
  caller: 'test-project',
  tag: 'Testing',
  summary: 'Turn the clock of this TEST environment, by exactly one of the three members',
  body: Type.Object({
    advance_seconds: Type.Optional(Type.Number()),
    now: Type.Optional(Timestamp()),
    reset: Type.Optional(Type.Boolean()),
  }),
  response: clockResponse,
  handler: async ({ environment, services }, { body }) =>
    presentClock(services.testing.clockOf(await services.testing.setClock(environment, body))),
});
