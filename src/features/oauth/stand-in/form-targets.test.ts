import { expect, test } from 'vitest';
import { formTargets } from './form-targets.ts';

const targets = (...urls: string[]) => formTargets(urls.map((url) => ({ url, validTypes: [] })));

test('a form may lead to the server itself and to every origin of the app, each once', () => {
  expect(targets('https://app.example/a', 'https://app.example/b?x={}')).toBe(
    "'self' https://app.example",
  );
});

test('apps are named by their scheme, and so is what has a wildcard', () => {
  expect(targets('myapp://callback', 'https://pr-*.example.com/cb')).toBe("'self' myapp: https:");
});

test('nothing that could end the policy gets into it', () => {
  expect(targets('https://a;b.example/', 'no url')).not.toContain(';');
});
