import { operation } from '../../../http/operation.ts';
import { clockResponse, presentClock } from './clock-response.ts';

export const getClock = operation({
  id: 'testing.clock.get',
  method: 'GET',
  path: '/selvage/v1/clock',
  caller: 'test-project',
  tag: 'Testing',
  summary: 'The time that expiry, locks and passcodes of this TEST environment see',
  response: clockResponse,
  handler: async ({ environment, services }) => presentClock(services.testing.clockOf(environment)),
});
