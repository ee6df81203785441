import { sayNumber } from '../assess/sayNumber.js';
import { checkCodes } from '../guard/checkCodes.js';
import { notionalOf } from '../guard/notional.js';
import type { OrderTerms } from '../model/order.js';
import { marketOf, type Snapshot } from '../model/snapshot.js';
import { amountToFloat } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import { contextOf } from './checkContext.js';
import type { DecisionDraft } from './plan.js';
import type { HedgeRouteInput } from './route/routeHedge.js';
import type { Turn } from './turn.js';

/** What would keep a place from being traded at all, whatever the size; what only makes an order smaller is for the checks. */
const forbidding: readonly string[] = ['TRADING_STATE', 'PRICE_SANITY', 'MARKET_STATE', 'UNKNOWN_ORDER', 'RESTRICTED'];

/** So that no place is chosen where the checks then say no. */
export function objectionOf(turn: Turn, draft: DecisionDraft): NonNullable<HedgeRouteInput['objection']> {
  const codes = checkCodes.filter(({ code }) => forbidding.includes(code));
  return (terms, snapshot) => {
    const venue = turn.input.venues.get(terms.venue);
    if (!venue) return `no adapter is open for ${terms.venue}`;
    const { rule, subject, orderClass } = draft;
    const action = { rule, subject, orderClass, terms, notional: notionalOf(snapshot, terms) };
    const spent = belowKeep(turn, terms, snapshot, venue);
    if (spent !== null) return spent;
    const context = contextOf(turn, action, snapshot, venue, 0);
    const rejected = codes.map(({ judge }) => judge(context)).find(({ verdict }) => verdict === 'reject');
    return rejected?.text ?? null;
  };
}

/** What a rebalance rule keeps in the wallet is not for hedges either: one would sell it, and the other buy it back. */
function belowKeep({ input }: Turn, terms: OrderTerms, snapshot: Snapshot, venue: Venue): string | null {
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  if (!reading || terms.kind !== 'trade' || marketOf(snapshot, terms.instrument)?.instrument.kind !== 'spot')
    return null;
  for (const { token, balance } of venue.after(reading, terms).funding) {
    const before = reading.funding.find((row) => row.token.address === token.address)?.balance ?? balance;
    const kept = input.strategy.rules.map((rule) => (rule.kind === 'rebalance' ? (rule.keep[token.symbol] ?? 0) : 0));
    const keep = Math.max(0, ...kept);
    if (balance < before && amountToFloat(balance, token.decimals) < keep) {
      return `${sayNumber(keep)} ${token.symbol} are kept in the wallet`;
    }
  }
  return null;
}
