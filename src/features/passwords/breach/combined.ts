import type { BreachSource } from './breach-source.ts';

/** Asks one after the other, so the cheap ones should come first, until one knows the password. */
export const combineSources = (sources: readonly BreachSource[]): BreachSource => ({
  async isBreached(password) {
    for (const source of sources) if (await source.isBreached(password)) return true;
    return false;
  },
});
