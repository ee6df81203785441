import { type NetGreeks, type Netting, netGreeks, totalDollars } from '../../../assess/greeks/netGreeks.js';
import type { MarginView } from '../../../model/marginView.js';
import type { RiskReport } from '../../../model/riskReport.js';
import type { Ledger } from '../../../record/ledger.js';
import { latestHoldings, type RecordedHoldings } from '../../../record/queries/holdings.js';
import { latestTick, riskAt } from '../../../record/queries/ticks.js';
import { riskWithHoldings } from '../../views/riskWithHoldings.js';

/** What one book may lose, at its newest recorded tick. */
export interface RiskBook {
  strategy: string;
  block: bigint | null;
  at: number | null;
  /** With `crossAsset` where it can be told. */
  risk: RiskReport | null;
  greeks: { by: Netting; rows: readonly NetGreeks[]; total: ReturnType<typeof totalDollars> } | null;
  /** How far each margin account's end is in each direction; null without holdings. */
  margin: MarginView | null;
  holdings: RecordedHoldings | null;
}

/** null where a tick or what is held was never recorded. */
export async function bookOf(ledger: Ledger, strategy: string, by: Netting): Promise<RiskBook> {
  const tick = await latestTick(ledger, strategy);
  const report = tick && (await riskAt(ledger, tick.id));
  const held = (await latestHoldings(ledger, strategy)) ?? null;
  const book = { strategy, block: tick?.blockNumber ?? null, at: tick?.at ?? null, holdings: held };
  if (!report) return { ...book, risk: null, greeks: null, margin: null };
  const { risk, margin, priceOf } = riskWithHoldings(report, held);
  const rows = netGreeks(risk.positions, by, priceOf);
  return { ...book, risk, greeks: { by, rows, total: totalDollars(rows) }, margin };
}
