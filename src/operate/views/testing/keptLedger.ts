import { onTestFinished } from 'vitest';
import { assess } from '../../../assess/assess.js';
import { deepRisk } from '../../../assess/deepRisk.js';
import { createJavascriptKernel } from '../../../assess/pricing/javascriptKernel.js';
import type { Holdings } from '../../../model/holdings.js';
import type { Pulse } from '../../../model/pulse.js';
import type { PositionRisk } from '../../../model/riskReport.js';
import { defaultRiskSettings } from '../../../model/riskSettings.js';
import { unixMillis, unixSeconds } from '../../../model/units.js';
import { toySnapshot } from '../../../plan/testing/toyBook.js';
import { reportOf } from '../../../plan/triggers/testing/reportOf.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { createSeriesWriter } from '../../../record/series/seriesWriter.js';
import { replacePulse } from '../../../record/statements/pulses.js';
import { replaceHoldings } from '../../../record/statements/risk.js';
import { saveStrategy, startRun } from '../../../record/statements/runs.js';
import { replaceSeries } from '../../../record/statements/series.js';
import { insertMarginAccounts, insertRisk, insertTick } from '../../../record/statements/ticks.js';
import {
  sampleMarginAccount,
  sampleStrategyHash,
  sampleStrategySource,
  sampleTick,
} from '../../../record/testing/sample.js';
import { stressedHoldings } from '../../cli/risk/testing/stressedBook.js';

export const keptAt = unixMillis(1_800_000_000_000);

/** A ledger, in memory unless told, that is closed with the test. */
export function emptyLedger(file = ':memory:'): Ledger {
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  return ledger;
}

export interface KeptOptions {
  /** What takes long could not be worked out: neither its risk nor what is held was written down. */
  untold?: boolean;
  holdings?: Holdings;
  /** In memory where it is left out. */
  file?: string;
}

/** A ledger as a daemon leaves it after a minute: a sample of one book with its file, a pulse, and a series. */
export async function keptLedger({
  untold = false,
  holdings = stressedHoldings,
  file,
}: KeptOptions = {}): Promise<Ledger> {
  const ledger = emptyLedger(file);
  const tick = sampleTick({
    at: keptAt,
    blockTimestamp: unixSeconds(keptAt / 1_000),
    summary: { mode: 'live', unread: [] },
  });
  const settings = defaultRiskSettings;
  const report = reportOf(holdings, createJavascriptKernel());
  const risk = { ...assess(toySnapshot([]), new Map()), ...report, positions: positionsOf(holdings) };
  await ledger.commit([
    startRun({ version: '0.1.0', at: keptAt, owner: '1@here' }),
    saveStrategy({ hash: sampleStrategyHash, name: 'eth-book', source: sampleStrategySource, at: keptAt }),
    insertTick(tick),
    insertMarginAccounts(tick.id, [sampleMarginAccount]),
    insertRisk(tick.id, untold ? risk : { ...risk, deep: deepRisk(holdings, { settings, forecast: null }) }),
    untold
      ? []
      : replaceHoldings({ strategy: 'eth-book', tick: tick.id, holdings, settings, forecast: null, at: keptAt }),
    replacePulse(samplePulse()),
  ]);
  return ledger;
}

/** Greeks that are easily told apart; a tenth of its quantity for what an option has of each. */
const positionsOf = ({ linear, options }: Holdings): PositionRisk[] =>
  [...linear, ...options].map((held) => {
    const { position, venue, underlying, quantity } = held;
    const isOption = 'expiry' in held;
    const part = isOption ? quantity / 10 : 0;
    const delta = isOption ? part : quantity;
    return {
      ...{ position, venue, underlying, expiry: isOption ? held.expiry : null, delta, deltaUsd: delta * 2_000 },
      ...{ gamma: part, vega: part, theta: part, rho: part, vanna: part, volga: part, charm: part },
      ...{ notional: Math.abs(quantity) * 2_000, value: 0 },
    };
  });

/** Points of `eth-book`, as its daemon would have written them. */
export async function addSeries(
  ledger: Ledger,
  points: readonly { at: number; values: Record<string, number> }[],
): Promise<void> {
  const writer = createSeriesWriter();
  for (const { at, values } of points) writer.add('eth-book', at, new Map(Object.entries(values)));
  await ledger.commit(writer.due(true).map(replaceSeries));
}

/** Of a chain on which all is well. */
export const samplePulse = (changes: Partial<Pulse> = {}): Pulse => ({
  ...{ chainId: 31337, chain: 'lab', pid: 7, startedAt: keptAt, writtenAt: keptAt, maxHeadAgeMs: 60_000 },
  head: {
    number: 401_223_187,
    hash: `0x${'b'.repeat(64)}`,
    timestamp: unixSeconds(keptAt / 1_000 - 2),
    seenAt: keptAt,
  },
  ...{ headAgeMs: 2_000, gasPriceWei: '10000000', rssBytes: 70e6, heapUsedBytes: 30e6 },
  ticks: { counted: 4, abandoned: 1, lastAt: keptAt, lastMs: 12, sumMs: 40, counts: [0, 2, 4, 4, 4, 4, 4, 4, 4, 4, 4] },
  endpoints: [
    {
      ...{ label: 'https://node.example', isCurrent: true, state: 'well', says: null, latencyMs: 31, errorRate: 0 },
      ...{ head: 401_223_187, headAgeMs: 2_000, lastError: null },
    },
  ],
  ...{ quorum: { wanted: 1, available: 1 }, loopLagMs: { mean: 0.1, worst: 3 }, books: ['eth-book'], figures: {} },
  keys: [
    { account: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', profile: 'trade', dayNotionalUsd: 1_000, dayGas: null },
  ],
  journal: { openAttempts: 0, oldestAt: null, lastError: null },
  ...changes,
});
