import type { HeldMargin, Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import type { MarginAccountId } from '../../model/marginAccount.js';
import type { Shock } from '../../model/scenarios.js';
import type { Margin } from '../margin/marginCurve.js';
import { isGone, marginAt } from './marginAt.js';
import { movedBy, type ShockMoment } from './shockPath.js';
import type { CostRates } from './tradingCosts.js';

export interface Liquidation {
  marginAccount: MarginAccountId;
  moment: ShockMoment;
  /** When it is liquidated. */
  state: Margin;
  /** USD lost on top of what the market took. */
  penalty: number;
  /** 1 for those that the shock itself brings down, then those that the trades of the first do, and so on. */
  round: number;
}

export interface Cascade {
  /** In the order in which they happen. */
  liquidations: readonly Liquidation[];
  /** The end of the shock, prices pushed by all of them. */
  end: ShockMoment;
}

/** Stretches that a shock is looked at in; the moment is then found by halving. */
const stretches = 64;

/**
 * Follows a shock and liquidates each account when it runs out, in order. Its perpetuals and tokens are closed in the market,
 * which pushes their prices by the impact of the day, for everybody and for good; options are closed with the venue and push
 * nothing. What is left goes on without it. Each round liquidates at least one account, so there are at most as many as accounts.
 */
export function cascadeOf(
  { margins, linear, underlyings }: Pick<Holdings, 'margins' | 'linear' | 'underlyings'>,
  shock: Shock,
  { impactPerUsd, penalty }: Pick<CostRates, 'impactPerUsd' | 'penalty'>,
): Cascade {
  const prices = new Map(underlyings.map(({ name, price }) => [name, price]));
  /** When each of those that are left runs out, if nothing pushes prices any more; null: not in this shock. */
  const ends = new Map<HeldMargin, number | null>();
  const liquidations: Liquidation[] = [];
  let pushed: ReadonlyMap<Underlying, number> = new Map();
  const endOf = (margin: HeldMargin, from: number): number | null =>
    firstTrue((share) => isGone(marginAt(margin, { shock, share, pushed })), from, 1);
  for (const margin of margins) ends.set(margin, endOf(margin, 0));
  for (let next = firstOf(ends); next !== null; next = firstOf(ends)) {
    const { margin, share } = next;
    const moment = { shock, share, pushed };
    const state = marginAt(margin, moment);
    // What would have happened by now anyway is of the first round.
    const alone = isGone(marginAt(margin, { shock, share, pushed: new Map() }));
    const before = liquidations[liquidations.length - 1]?.round ?? 0;
    liquidations.push({
      marginAccount: margin.marginAccount,
      moment,
      state,
      // Nothing can be taken that is not there.
      penalty: Math.min(penalty * state.maintenance, Math.max(0, state.equity)),
      round: alone ? 1 : before + 1,
    });
    ends.delete(margin);
    const push = new Map(pushed);
    const closed = closedIn(margin, linear);
    for (const [name, quantity] of closed) {
      const usd = quantity * (prices.get(name) ?? Number.NaN) * Math.exp(movedBy(moment, name));
      // A long is sold. Impact is a relative move; a trade cannot push a price below nothing.
      const move = Math.max(-0.9, -usd * impactPerUsd * shock.drain.impact);
      push.set(name, (push.get(name) ?? 0) + Math.log1p(move));
    }
    pushed = push;
    // Whoever stands on none of these prices runs out when it did before.
    for (const other of ends.keys()) {
      if (other.underlyings.some((name) => closed.has(name))) ends.set(other, endOf(other, share));
    }
  }
  return { liquidations, end: { shock, share: 1, pushed } };
}

/** Which account runs out first, and when. Of several at once, the first in the list. */
function firstOf(ends: ReadonlyMap<HeldMargin, number | null>): { margin: HeldMargin; share: number } | null {
  let first: { margin: HeldMargin; share: number } | null = null;
  for (const [margin, share] of ends) {
    if (share !== null && (first === null || share < first.share)) first = { margin, share };
  }
  return first;
}

function firstTrue(holds: (share: number) => boolean, from: number, to: number): number | null {
  if (holds(from)) return from;
  for (let i = 1; i <= stretches; i++) {
    const end = from + ((to - from) * i) / stretches;
    if (!holds(end)) continue;
    let [before, after] = [from + ((to - from) * (i - 1)) / stretches, end];
    for (let halvings = 0; halvings < 50 && after - before > 1e-12; halvings++) {
      const middle = (before + after) / 2;
      if (holds(middle)) after = middle;
      else before = middle;
    }
    return after;
  }
  return null;
}

/** Units of each underlying that an account's perpetuals and tokens come to. */
function closedIn({ marginAccount }: HeldMargin, linear: Holdings['linear']): Map<Underlying, number> {
  const net = new Map<Underlying, number>();
  for (const { marginAccount: of, underlying, quantity } of linear) {
    if (of === marginAccount) net.set(underlying, (net.get(underlying) ?? 0) + quantity);
  }
  return net;
}
