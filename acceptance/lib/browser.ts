import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from '../../scripts/lib/chromium.mjs';
import { missing } from './toolchain.ts';

/** undefined, loudly, where no browser is installed. */
export async function launchBrowser(): Promise<Browser | undefined> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    missing('Chromium', 'No browser is installed.');
    return undefined;
  }
  // Chromium does not start its sandbox for root, which is who runs in containers.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}
