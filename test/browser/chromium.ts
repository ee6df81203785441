import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where a browser may be: what the environment names, and where Debian and Ubuntu put theirs. */
const places = [
  process.env['BALLAST_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** A real Chromium, without a window. @throws where there is none, with the way to one */
export async function openChromium(): Promise<Browser> {
  const executablePath = places.find((place) => place !== undefined && place !== '' && existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      'there is no Chromium for the tests of the console: `apt-get install -y chromium`, or name one in BALLAST_CHROMIUM',
    );
  }
  // A sandbox wants rights that machines of tests do not give; nothing but our own page is opened.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-lcd-text'];
  return chromium.launch({ executablePath, args });
}
