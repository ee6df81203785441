import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { openDemoConsole } from './demoConsole.js';

const quiet = () => {};

test('default: its link lets in whoever opens it first, as one who may do everything, and nobody after', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-demo-'));
  const ledger = openLedger({ file: join(folder, 'ballast.db') });
  const settings = join(folder, 'ballast.yaml');
  writeFileSync(settings, 'chains: {}\n');
  const now = () => unixMillis(1_780_000_000_000);
  const shown = await openDemoConsole({
    ...{ ledger, settings, now, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } },
  });
  onTestFinished(async () => {
    await shown.close();
    ledger.close();
    rmSync(folder, { recursive: true });
  });
  const { origin } = new URL(shown.url);
  const enter = () => fetch(shown.url, { redirect: 'manual' });

  const first = await enter();
  expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
  const [cookie = ''] = first.headers.getSetCookie();
  expect(cookie).toMatch(/HttpOnly/);
  const who = await fetch(`${origin}/session`, { headers: { cookie: cookie.split(';')[0] ?? '' } });
  expect(await who.json()).toMatchObject({ name: 'you', role: 'admin' });
  // The page tells how old things are by the market's clock.
  expect(Date.parse(who.headers.get('date') ?? '')).toBe(now());

  const second = await enter();
  expect(second.status).not.toBe(303);
  expect(second.headers.getSetCookie()).toEqual([]);
  expect((await fetch(`${origin}/v1/overview`)).status).toBe(401);
  const byToken = { authorization: `Bearer ${shown.token}` };
  expect((await fetch(`${origin}/v1/overview`, { headers: byToken })).status).toBe(200);
});
