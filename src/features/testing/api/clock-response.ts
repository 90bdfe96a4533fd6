import { Type } from 'typebox';
import { SECOND, toTimestamp } from '../../../platform/clock.ts';
import { Timestamp } from '../../wire-schema.ts';
import type { Testing } from '../testing.service.ts';

export const clockResponse = {
  now: Timestamp(),
  offset_seconds: Type.Number({ description: 'Added to real time; 0 for a clock never moved.' }),
};

export const presentClock = ({ now, offset }: ReturnType<Testing['clockOf']>) => ({
  now: toTimestamp(now),
  offset_seconds: Math.round(offset / SECOND),
});
