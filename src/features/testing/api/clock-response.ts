import { Type } from 'typebox';
import { toTimestamp } from '../../../platform/clock.ts';
import type { Environment } from '../../projects/environment.ts';
import { Timestamp } from '../../wire-schema.ts';

export const clockResponse = {
  now: Timestamp(),
  offset_seconds: Type.Number({ description: 'Added to real time; 0 for a clock never moved.' }),
};

export const presentClock = (environment: Environment) => {
  const now = environment.now();
  return { now: toTimestamp(now), offset_seconds: Math.round((now - Date.now()) / 1_000) };
};
