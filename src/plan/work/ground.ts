import { carryExposure } from '../../guard/exposure.js';
import type { WorkedParent } from '../../model/desk.js';
import type { InstrumentId } from '../../model/instrument.js';
import type { Side, TradeTerms } from '../../model/order.js';
import { isParentOpen } from '../../model/parentOrder.js';
import { bps, type Wad, wad } from '../../model/units.js';
import { type Portfolio, withOrders } from '../portfolio.js';
import type { Turn } from '../turn.js';
import { tradeOf } from './parentTerms.js';
import { standingOf } from './standing.js';

/** Of the whole of an order, worked in parts, nobody knows at what price it ends: its bound is each part's. */
export const unbounded = bps(9_000);

/**
 * What a new order is judged on: the portfolio with what accepted orders have left, as if filled. What is left on the other side of
 * its own instrument may be canceled, and makes no room for it; of every other instrument, the side with more left counts.
 */
export interface Ground {
  /** @param beside - Orders that are taken on together with it, or not at all: they count as they are given here. */
  under(parent: Pick<WorkedParent, 'id' | 'terms'>, beside?: readonly Counted[]): Portfolio;
  /** From now on it counts too. */
  took(parent: Counted): void;
}

type Counted = Pick<WorkedParent, 'id' | 'terms' | 'state' | 'children' | 'earlier'>;

/** What is left of all orders that do the same, as one. */
interface Sum {
  key: string;
  terms: TradeTerms;
}

type Sums = ReadonlyMap<string, Sum>;

/**
 * Of ten thousand orders each is added once to the sum of those that do the same, and what is judged is judged on those sums: what it
 * costs grows with the instruments, and not with the orders.
 */
export function createGround({ portfolio, input, desk }: Turn): Ground {
  const accepted = desk.parents.filter(({ state, acceptedAt }) => acceptedAt !== null && isParentOpen(state.status));
  const left = new Map(accepted.map((parent) => [parent.id, [leftOf(parent)]]));
  let sums = withSums(new Map(), [...left.values()].flat());
  const on = (before: Portfolio, ones: readonly TradeTerms[]): Portfolio => {
    const orders = ones.map((terms) => ({ terms, name: `orders for ${terms.instrument}` }));
    const after = withOrders(before, input.venues, orders).portfolio;
    // What is gained in thousands of futures is known of the one: of the other only what the orders change is worked out.
    if (after !== before) carryExposure(before, after);
    return after;
  };
  /** With all that counts where nothing is asked for; worked out once it is needed. */
  let shared: { portfolio: Portfolio; counted: readonly Sum[] } | null = null;
  const all = () => {
    if (shared) return shared;
    const counted = countedOf(sums);
    shared = { portfolio: on(portfolio, counted.map(termsOf)), counted };
    return shared;
  };
  return {
    under({ id, terms }, beside = []) {
      const apart = new Set([id, ...beside.map((one) => one.id)]);
      const gone = [...apart].flatMap((one) => left.get(one) ?? []).map(negative);
      const others = withSums(sums, [...gone, ...beside.filter((one) => one.id !== id).map(leftOf)]);
      const counted = countedOf(others, terms);
      if (beside.length > 0) return on(portfolio, counted.map(termsOf));
      const whole = all();
      return isSame(counted, whole.counted) ? whole.portfolio : on(portfolio, counted.map(termsOf));
    },
    took(parent) {
      const one = leftOf(parent);
      left.set(parent.id, [...(left.get(parent.id) ?? []), one]);
      sums = withSums(sums, [one]);
      if (one.quantity <= 0n || shared === null) return;
      const counted = countedOf(sums);
      const grown = withSums(new Map(shared.counted.map((sum) => [sum.key, sum])), [one]);
      // A venue takes or refuses as one what only reduces: what of it fits is not known of a part.
      const isMore = !one.reduceOnly && isSame(counted, [...grown.values()]);
      shared = isMore
        ? { portfolio: on(shared.portfolio, [one]), counted }
        : isSame(counted, shared.counted)
          ? shared
          : null;
    },
  };
}

function leftOf(parent: Counted): TradeTerms {
  const { free } = standingOf(parent);
  return { ...tradeOf(parent.terms, free), maxSlippage: unbounded };
}

const termsOf = ({ terms }: Sum): TradeTerms => terms;

const negative = (terms: TradeTerms): TradeTerms => ({ ...terms, quantity: wad(-terms.quantity) });

function withSums(sums: Sums, ones: readonly TradeTerms[]): Sums {
  if (ones.length === 0) return sums;
  const all = new Map(sums);
  for (const one of ones) {
    const { instrument, side, position, reduceOnly, leverage } = one;
    const key = JSON.stringify([instrument, side, position, reduceOnly, leverage]);
    const before: Wad = all.get(key)?.terms.quantity ?? wad(0n);
    all.set(key, { key, terms: { ...one, quantity: wad(before + one.quantity) } });
  }
  return all;
}

/** Of each instrument the side on which more is left, that of the buyers where it is the same; of an order's own, its side. */
function countedOf(sums: Sums, own: Pick<TradeTerms, 'instrument' | 'side'> | null = null): Sum[] {
  const net = new Map<InstrumentId, bigint>();
  for (const { terms } of sums.values()) {
    const signed = terms.side === 'Buy' ? terms.quantity : -terms.quantity;
    net.set(terms.instrument, (net.get(terms.instrument) ?? 0n) + signed);
  }
  const sideOf = (instrument: InstrumentId): Side => {
    if (instrument === own?.instrument) return own.side;
    return (net.get(instrument) ?? 0n) >= 0n ? 'Buy' : 'Sell';
  };
  return [...sums.values()].filter(({ terms }) => terms.quantity > 0n && terms.side === sideOf(terms.instrument));
}

const isSame = (some: readonly Sum[], others: readonly Sum[]): boolean =>
  some.length === others.length &&
  some.every(({ key, terms }, i) => key === others[i]?.key && terms.quantity === others[i].terms.quantity);
