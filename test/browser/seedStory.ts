import { unixMillis, unixSeconds, wad } from '../../src/model/units.js';
import { perp } from '../../src/operate/orders/testing/deskLedger.js';
import type { Ledger } from '../../src/record/ledger.js';
import { latestTick } from '../../src/record/queries/ticks.js';
import { createSeriesWriter } from '../../src/record/series/seriesWriter.js';
import { raiseAlert } from '../../src/record/statements/alerts.js';
import { insertParents } from '../../src/record/statements/parentOrders.js';
import { insertKeptStrategy } from '../../src/record/statements/proposals.js';
import { replacePulse } from '../../src/record/statements/pulses.js';
import { startRun } from '../../src/record/statements/runs.js';
import { replaceSeries } from '../../src/record/statements/series.js';
import { insertMarginAccounts, insertPositions, insertRisk, insertTick } from '../../src/record/statements/ticks.js';
import {
  sampleAccount,
  sampleMarginAccount,
  sampleOrder,
  sampleTick,
  workOf,
} from '../../src/record/testing/sample.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';

const none = { gamma: 0, vega: 0, theta: 0, rho: 0, vanna: 0, volga: 0, charm: 0 };
const ethPrice = 2_400;

/** What can be asked for by its id. */
export interface Story {
  /** Of an order that somebody asked for, and that is open. */
  order: string;
}

/** Fills a ledger that knows the book `eth-book` with all that pages show: a sample, history, a pulse, orders, alerts. */
export async function seedStory(ledger: Ledger, now: number): Promise<Story> {
  const at = unixMillis(now - 2_000);
  const { strategyHash } = (await latestTick(ledger, 'eth-book')) ?? sampleTick();
  // Ids tell what was written last: what was decided before the newest sample is made before it.
  const work = workOf(sampleOrder({ createdAt: unixMillis(now - 300_000), status: 'Filled' }));
  const tick = sampleTick({ strategy: 'eth-book', strategyHash, at, summary: { mode: 'live' } });
  const account = {
    ...sampleMarginAccount,
    equity: wad(3_000n * 10n ** 18n),
    maintenance: wad(2_000n * 10n ** 18n),
    health: 1.5,
    notional: wad(4_800n * 10n ** 18n),
  };
  const parent = sampleParent({ createdAt: unixMillis(now - 600_000), chainId: 31337 });
  await ledger.commit([
    startRun({ version: '0.1.0', at: unixMillis(now - 3_600_000), owner: '1@lab' }),
    insertKeptStrategy({
      ...{ strategy: 'eth-book', file: '/srv/ballast/eth-book.yaml', hash: strategyHash, proposal: null, at },
    }),
    work,
    insertTick(tick),
    ...insertPositions(tick.id, [perp('ETH', -2, ethPrice)]),
    ...insertMarginAccounts(tick.id, [account]),
    insertRisk(tick.id, {
      positions: [
        {
          ...none,
          ...{ position: 'perp-v2 ETH', venue: 'perp-v2', underlying: 'ETH', expiry: null },
          ...{ delta: -2, deltaUsd: -2 * ethPrice, notional: 2 * ethPrice, value: 0 },
        },
      ],
      underlyings: [{ ...none, underlying: 'ETH', price: ethPrice, delta: -2, deltaUsd: -2 * ethPrice, gammaUsd: 0 }],
      marginAccounts: [
        {
          ...{ marginAccount: account.id, venue: 'perp-v2', equity: 3_000, maintenance: 2_000, health: 1.5 },
          ...{ leverage: 1.6, liquidationPrice: 2_900, liquidationDistance: 0.208 },
        },
      ],
      portfolio: {
        ...{ equity: 34_884.06, deltaUsd: -2 * ethPrice, gammaUsd: 0, vega: 0, theta: 0 },
        ...{ notional: 2 * ethPrice, leverage: 0.14, worstHealth: 1.5 },
      },
    }),
    replacePulse({
      ...{ chainId: 31337, chain: 'lab', pid: 1, startedAt: unixMillis(now - 3_600_000), writtenAt: at },
      head: { number: 401_223_187, hash: '0xb', timestamp: unixSeconds(Math.floor(at / 1_000)), seenAt: at },
      ...{ headAgeMs: 800, maxHeadAgeMs: 30_000, gasPriceWei: '12000000' },
      ticks: { counted: 3_600, abandoned: 2, lastAt: at, lastMs: 42, sumMs: 150_000, counts: [] },
      endpoints: [
        {
          ...{ label: 'https://one.example', isCurrent: true, state: 'well', says: null, latencyMs: 31 },
          ...{ errorRate: 0, head: 401_223_187, headAgeMs: 800, lastError: null },
        },
      ],
      quorum: { wanted: 1, available: 1 },
      ...{ loopLagMs: { mean: 0.4, worst: 11 }, rssBytes: 78_000_000, heapUsedBytes: 31_000_000 },
      journal: { openAttempts: 0, oldestAt: null, lastError: null },
      ...{ books: ['eth-book'], figures: {}, keys: [] },
    }),
    insertParents([parent]),
    raiseAlert({ code: 'LOOSE_COLLATERAL', subject: sampleAccount, text: '120 USDC lie in the wallet', at }),
  ]);
  await seedSeries(ledger, now);
  return { order: parent.id };
}

/** An hour of history, a point each ten seconds. */
async function seedSeries(ledger: Ledger, now: number): Promise<void> {
  const writer = createSeriesWriter();
  for (let step = 360; step >= 0; step -= 1) {
    const wave = Math.sin(step / 25);
    const values = { equityUsd: 34_884 + 120 * wave, deltaUsd: -4_800 + 900 * wave, worstHealth: 1.5 + 0.1 * wave };
    writer.add('eth-book', now - 2_000 - step * 10_000, new Map(Object.entries(values)));
  }
  await ledger.commit(writer.due(true).map(replaceSeries));
  writer.written();
}

/** One more tick, as a daemon adds it: what the page shows changes. */
export async function tickAgain(ledger: Ledger, now: number, equityUsd: number): Promise<void> {
  const writer = createSeriesWriter();
  writer.add('eth-book', now, new Map(Object.entries({ equityUsd, deltaUsd: -4_700, worstHealth: 1.48 })));
  const { strategyHash } = (await latestTick(ledger, 'eth-book')) ?? sampleTick();
  const tick = sampleTick({ strategy: 'eth-book', strategyHash, at: unixMillis(now), summary: { mode: 'live' } });
  await ledger.commit([insertTick(tick), ...writer.due(true).map(replaceSeries)]);
}
