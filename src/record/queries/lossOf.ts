import { DAY } from '../../model/time.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { pnlBetween } from './pnl.js';

/** So long a figure is good for: it reads hundreds of samples, and decisions are made at every block. */
const freshFor = 300_000;

interface Known {
  at: UnixMillis;
  loss: number;
}

const known = new WeakMap<Ledger, Map<string, Known>>();

/**
 * USD that a book has lost in the last 24 hours, transfers not counted and gas included; negative is a gain. 0 for a book that has
 * just begun, NaN where what was recorded does not tell. At most five minutes old.
 */
export async function lossOf(ledger: Ledger, strategy: string, now: UnixMillis): Promise<number> {
  const ofLedger = known.get(ledger) ?? new Map<string, Known>();
  known.set(ledger, ofLedger);
  const found = ofLedger.get(strategy);
  if (found && now >= found.at && now - found.at < freshFor) return found.loss;
  const report = await pnlBetween(ledger, strategy, { from: (now - DAY) as UnixMillis, to: now });
  const loss = report === null ? 0 : -report.total;
  ofLedger.set(strategy, { at: now, loss: loss === 0 ? 0 : loss });
  return loss === 0 ? 0 : loss;
}
