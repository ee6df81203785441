import type { Perpetual } from '../../model/instrument.js';
import type { Market } from '../../model/market.js';
import type { Side } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { HedgeRule } from '../../model/strategy.js';
import { fromFloat, toFloat } from '../../model/units.js';
import { tradeTermsFor } from './tradeTermsFor.js';
import type { Way } from './way.js';

/** A perpetual moves one for one. What is held the other way is shrunk first. @param wanted - All that there is to trade. */
export function perpetualWay(
  snapshot: Snapshot,
  market: Market,
  instrument: Perpetual,
  side: Side,
  wanted: number,
  rule: Pick<HedgeRule, 'maxSlippage' | 'leverage'>,
): Way {
  const reduceOnly = market.reduceOnly ?? null;
  const termsFor = (on: Snapshot, quantity: number) =>
    tradeTermsFor(on, instrument, side, fromFloat(quantity, 'down'), rule, reduceOnly);
  const all = termsFor(snapshot, wanted);
  return {
    name: instrument.id,
    on: [instrument.id],
    underlying: instrument.underlying,
    side,
    price: toFloat(market.mark),
    most: all === null ? 0 : all.cut === null ? Number.POSITIVE_INFINITY : toFloat(all.terms.quantity),
    bound: all?.cut ?? reduceOnly ?? '',
    closed: market.closed ?? (all === null ? reduceOnly : null),
    shrinks: all?.shrinks ?? false,
    steps: (on, quantity) => {
      const sized = termsFor(on, quantity);
      return sized === null || sized.terms.quantity === 0n ? [] : [[sized.terms]];
    },
  };
}
