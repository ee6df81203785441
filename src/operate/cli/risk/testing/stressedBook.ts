import { onTestFinished } from 'vitest';
import { assess } from '../../../../assess/assess.js';
import { perpMargin } from '../../../../assess/runway/testing/perpMargin.js';
import type { Holdings } from '../../../../model/holdings.js';
import { defaultRiskSettings, type RiskSettings } from '../../../../model/riskSettings.js';
import { unixSeconds } from '../../../../model/units.js';
import { toySnapshot } from '../../../../plan/testing/toyBook.js';
import { type Ledger, openLedger } from '../../../../record/ledger.js';
import { replaceHoldings } from '../../../../record/statements/risk.js';
import { insertRisk, insertTick } from '../../../../record/statements/ticks.js';
import { sampleTick } from '../../../../record/testing/sample.js';

const underlyings = [
  { name: 'BTC', price: 60_000 },
  { name: 'ETH', price: 2_000 },
];
const at = unixSeconds(1_800_000_000);

/** Long 20 ETH in the wallet, short 15 on margin and 10 puts sold; and a long of BTC on margin of its own. */
export const stressedHoldings: Holdings = {
  at,
  underlyings,
  options: [
    {
      position: 'lyra put',
      venue: 'lyra',
      underlying: 'ETH',
      marginAccount: null,
      quantity: -10,
      strike: 1_800,
      expiry: unixSeconds(at + 30 * 86_400),
      right: 'put',
      vol: 0.8,
      volSource: 'venue',
      volPerLogSpot: 0,
      rate: 0,
      spot: 2_000,
    },
  ],
  linear: [
    held('wallet WETH', 'ETH', null, 20),
    held('perp-v2 ETH', 'ETH', 'perp-v2 cross', -15),
    held('gmx-v2 BTC/USD', 'BTC', 'gmx-v2 BTC/USD long', 0.5),
  ],
  liquidity: [],
  margins: [
    perpMargin(underlyings, { marginAccount: 'perp-v2 cross', quantities: { ETH: -15 }, equity: 6_000, carry: -3_000 }),
    perpMargin(underlyings, { marginAccount: 'gmx-v2 BTC/USD long', quantities: { BTC: 0.5 }, equity: 3_000 }),
  ],
  unpriced: [{ position: 'lyra #9', reason: 'its board is not listed' }],
};

function held(position: string, underlying: string, marginAccount: string | null, quantity: number) {
  const kind = marginAccount === null ? ('token' as const) : ('perpetual' as const);
  const [venue = ''] = position.split(' ');
  return { position, venue, underlying, marginAccount, quantity, kind, carry: 0 };
}

/** A ledger in which each of these books holds that. Closed with the test. */
export async function stressedLedger(
  strategies: readonly string[] = ['eth-book'],
  settings: RiskSettings = defaultRiskSettings,
): Promise<Ledger> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  for (const strategy of strategies) {
    const tick = sampleTick({ strategy });
    await ledger.commit([
      insertTick(tick),
      insertRisk(tick.id, assess(toySnapshot([]), new Map())),
      replaceHoldings({ strategy, tick: tick.id, holdings: stressedHoldings, settings, forecast: null, at: tick.at }),
    ]);
  }
  return ledger;
}
