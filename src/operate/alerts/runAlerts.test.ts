import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AlertSettings } from '../../config/settings/alertSettings.js';
import type { Settings } from '../../config/settings.js';
import { type Milliseconds, unixMillis } from '../../model/units.js';
import { pause } from '../../observe/endpoints/pause.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { raiseAlert } from '../../record/statements/alerts.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import type { SideContext } from '../side/part.js';
import { runAlerts } from './runAlerts.js';
import { startWebStandIn } from './testing/webStandIn.js';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const patience = { timeout: 120_000 };

/** A part that tells one receiver, which is gone, and calls a watch; there is no keeper, so the watch is told of that too. */
async function setUp() {
  const file = join(temporaryFolder(onTestFinished), 'ledger.db');
  const [keeper, opened] = [openLedger({ file }), openLedger({ file })];
  const [receiver, watch] = [await startWebStandIn(), await startWebStandIn()];
  receiver.answer({ status: 404, body: '{"message":"Unknown Webhook"}' });
  const stop = new AbortController();
  onTestFinished(async () => {
    stop.abort();
    for (const one of [keeper, opened]) one.close();
    await Promise.all([receiver.close(), watch.close()]);
  });
  let looks = 0;
  const ledger: Ledger = {
    ...opened,
    get db() {
      looks += 1;
      return opened.db;
    },
  };
  const alerts: AlertSettings = {
    name: 'vps-1',
    sinks: [{ name: 'phone', kind: 'webhook', url: receiver.url, secretFile: '' }],
    tell: { warning: ['phone'], critical: ['phone'] },
    ...{ escalateTo: [], escalateAfter: 600_000 as Milliseconds, repeatEvery: 1_800_000 as Milliseconds },
    ...{ quiet: null, perMinute: 6, heartbeat: { url: `${watch.url}/ping`, every: 5 as Milliseconds } },
  };
  const context: SideContext = {
    ...{ ledger, log, stop: stop.signal, now: () => unixMillis(Date.now()) },
    settings: { chains: {}, console: undefined } as unknown as Settings,
    knowledge: { env: {}, chainOf: () => undefined } as unknown as SideContext['knowledge'],
  };
  const secrets = new Map([['phone', { secret: 'x'.repeat(32), ca: null }]]);
  return {
    ...{ keeper, watch, stop, looks: () => looks },
    run: () => runAlerts(context, alerts, secrets),
    /** It cannot be told whether anybody has written to the ledger. */
    breaks() {
      vi.spyOn(opened.db, 'get').mockImplementation(() => {
        throw new Error('disk I/O error');
      });
    },
  };
}

test('behavior: all receivers are gone, and the watch outside is told that critical alerts reach nobody', async () => {
  // What is wrong for a minute is told: a minute of this clock goes by at once.
  const real = performance.now.bind(performance);
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => real() * 10_000);
  onTestFinished(() => spy.mockRestore());
  const { keeper, watch, stop, run } = await setUp();
  const low = { code: 'HEALTH_LOW', subject: 'book perp-v2 cross', text: '1.02' } as const;
  await keeper.commit(raiseAlert({ ...low, at: unixMillis(Date.now() - 6 * 60_000) }));
  const running = run();
  await expect
    .poll(() => watch.requests.find(({ path }) => path === '/ping/fail')?.body, patience)
    .toMatch(/^critical alerts reach nobody: one is open that no receiver has taken, HEALTH_LOW for 6 min/m);
  stop.abort();
  await running;
}, 180_000);

test('behavior: a part that fails leaves nothing of it running: no call, and no look at the books', async () => {
  const { run, looks, breaks } = await setUp();
  const running = run();
  await expect.poll(looks, patience).toBeGreaterThan(20);
  breaks();
  await expect(running).rejects.toThrow('disk I/O error');
  const before = looks();
  // Its calls would have come every 5 ms.
  for (let i = 0; i < 40; i++) await pause(5, new AbortController().signal);
  expect(looks()).toBe(before);
}, 180_000);
