import { expect, it } from 'vitest';
import { spokenDuration } from './spoken-duration.ts';
import { allTexts } from './texts/all-texts.ts';

it.each([
  [1, '1 minute'],
  [2, '2 minutes'],
  [59, '59 minutes'],
  [60, '1 hour'],
  [61, '1 hour and 1 minute'],
  [90, '1 hour and 30 minutes'],
  [120, '2 hours'],
  [1440, '1 day'],
  [1500, '1 day and 1 hour'],
  [1561, '1 day, 2 hours and 1 minute'],
  [10080, '1 week'],
  [20160, '2 weeks'],
  [14400, '10 days'],
  [30.9, '30 minutes'],
  [0, '1 minute'],
])('says %d minutes as "%s"', (minutes, expected) => {
  expect(spokenDuration(minutes, allTexts.en.duration)).toBe(expected);
});

it.each([
  ['es', '1 día, 2 horas y 1 minuto', '1 semana', '2 semanas'],
  ['pt-br', '1 dia, 2 horas e 1 minuto', '1 semana', '2 semanas'],
  ['fr', '1 jour, 2 heures et 1 minute', '1 semaine', '2 semaines'],
] as const)('counts in %s', (locale, mixed, week, weeks) => {
  const words = allTexts[locale].duration;
  expect(spokenDuration(1561, words)).toBe(mixed);
  expect(spokenDuration(10080, words)).toBe(week);
  expect(spokenDuration(20160, words)).toBe(weeks);
});
