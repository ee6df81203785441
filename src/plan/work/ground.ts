import type { WorkedParent } from '../../model/desk.js';
import type { TradeTerms } from '../../model/order.js';
import { isParentOpen, type ParentTerms } from '../../model/parentOrder.js';
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

type Counted = Pick<WorkedParent, 'id' | 'terms' | 'state' | 'children'>;

interface Left {
  parent: string;
  terms: TradeTerms;
}

export function createGround(turn: Turn): Ground {
  const { portfolio, input, desk } = turn;
  const left: Left[] = desk.parents
    .filter(({ state, acceptedAt }) => acceptedAt !== null && isParentOpen(state.status))
    .map(leftOf);
  const on = (before: Portfolio, ones: readonly Left[]) =>
    withOrders(
      before,
      input.venues,
      merged(ones).map((terms) => ({ terms, name: `orders for ${terms.instrument}` })),
    ).portfolio;
  const counted = (own: ParentTerms | null, except: string | null, all: readonly Left[] = left) => {
    const others = all.filter(({ parent }) => parent !== except);
    const more = sidesWithMore(others);
    return others.filter(({ terms }) =>
      terms.instrument === own?.instrument ? terms.side === own.side : terms.side === more.get(terms.instrument),
    );
  };
  let shared: { portfolio: Portfolio; ids: ReadonlySet<string> } | null = null;
  const all = () => {
    if (shared) return shared;
    const ones = counted(null, null);
    shared = { portfolio: on(portfolio, ones), ids: new Set(ones.map(({ parent }) => parent)) };
    return shared;
  };
  return {
    under({ id, terms }, beside = []) {
      if (beside.length > 0) {
        const apart = left.filter(({ parent }) => !beside.some((one) => one.id === parent));
        return on(portfolio, counted(terms, id, [...apart, ...beside.map(leftOf)]));
      }
      const ones = counted(terms, id);
      const { portfolio: whole, ids } = all();
      const isSame = ones.length === ids.size && ones.every(({ parent }) => ids.has(parent));
      return isSame ? whole : on(portfolio, ones);
    },
    took(parent) {
      const one = leftOf(parent);
      const before = all();
      left.push(one);
      const isMore = counted(null, null).length === before.ids.size + 1;
      shared = isMore ? { portfolio: on(before.portfolio, [one]), ids: new Set([...before.ids, one.parent]) } : null;
    },
  };
}

function leftOf(parent: Counted): Left {
  const { free } = standingOf(parent);
  return { parent: parent.id, terms: { ...tradeOf(parent.terms, free), maxSlippage: unbounded } };
}

/** Of each instrument, the side on which more is left; that of the buyers where it is the same. */
function sidesWithMore(left: readonly Left[]): Map<string, TradeTerms['side']> {
  const net = new Map<string, bigint>();
  for (const { terms } of left) {
    const signed = terms.side === 'Buy' ? terms.quantity : -terms.quantity;
    net.set(terms.instrument, (net.get(terms.instrument) ?? 0n) + signed);
  }
  return new Map([...net].map(([instrument, sum]) => [instrument, sum >= 0n ? 'Buy' : 'Sell']));
}

/** Orders that do the same, as one. */
function merged(left: readonly Left[]): TradeTerms[] {
  const byKey = new Map<string, TradeTerms>();
  for (const { terms } of left) {
    if (terms.quantity <= 0n) continue;
    const { instrument, side, position, reduceOnly, leverage } = terms;
    const key = JSON.stringify([instrument, side, position, reduceOnly, leverage]);
    const before: Wad = byKey.get(key)?.quantity ?? wad(0n);
    byKey.set(key, { ...terms, quantity: wad(before + terms.quantity) });
  }
  return [...byKey.values()];
}
