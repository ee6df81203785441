import { sayNumber } from '../../assess/sayNumber.js';
import type { CollateralWay } from '../../model/collateralWay.js';
import type { InstrumentId, Spot } from '../../model/instrument.js';
import type { Market } from '../../model/market.js';
import type { CollateralTerms, OrderTerms, Side, TradeTerms } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { HedgeRule } from '../../model/strategy.js';
import {
  amountFromFloat,
  amountToFloat,
  smallest,
  type TokenAmount,
  toFloat,
  tokenAmount,
  WAD,
  wad,
} from '../../model/units.js';
import type { Way } from './way.js';

/** A token that may be borrowed and sold, or bought and paid back. */
export interface Loan {
  on: InstrumentId;
  /** `borrow` for a sale, `repay` for a purchase; undefined where the venue offers none now. */
  way: CollateralWay | undefined;
}

/** What a row that broke off has left in the wallet: drawn, and not sold. */
export interface LooseToken {
  token: string;
  amount: TokenAmount;
}

export interface Pool {
  market: Market;
  instrument: Spot;
  /** Whether the rule lets the wallet's own tokens be traded here. */
  isWatched: boolean;
  loans: readonly Loan[];
}

/**
 * A pool, with whatever is sold into it or bought out of it: its impact is one, wherever the tokens come from. For a sale the wallet's
 * own go first, since what is borrowed costs interest and gas; what is bought pays back a loan where that is cheaper than to hold it.
 */
export function poolWay(
  snapshot: Snapshot,
  { market, instrument, isWatched, loans }: Pool,
  side: Side,
  rule: HedgeRule,
  loose: readonly LooseToken[] = [],
): Way {
  const { base, underlying } = instrument;
  const open = loans.filter(({ way }) => way !== undefined && way.closed === null && way.most > 0n);
  const drawn = loose.reduce((sum, { token, amount }) => (token === base.symbol ? sum + amount : sum), 0n);
  const own = (on: Snapshot): TokenAmount =>
    isWatched ? balanceOf(on, instrument) : smallest(balanceOf(on, instrument), tokenAmount(drawn));
  const fromLoans = open.reduce((sum, { way }) => sum + (way?.most ?? 0n), 0n);
  const on = [...(isWatched ? [instrument.id] : []), ...loans.map((loan) => loan.on)];
  const unbound = side === 'Buy' && isWatched;
  const most = side === 'Sell' ? tokenAmount(own(snapshot) + fromLoans) : tokenAmount(fromLoans);
  const trade = (amount: TokenAmount): TradeTerms => ({
    kind: 'trade',
    venue: instrument.venue,
    instrument: instrument.id,
    position: null,
    side,
    quantity: wad((amount * WAD) / 10n ** BigInt(base.decimals)),
    reduceOnly: false,
    maxSlippage: rule.maxSlippage,
  });
  /** As much as each takes, in their order. */
  const share = (amount: TokenAmount): { terms: CollateralTerms[]; left: TokenAmount } => {
    let left = amount;
    const terms = open.flatMap(({ way }): CollateralTerms[] => {
      const taken = smallest(left, way?.most ?? tokenAmount(0n));
      left = tokenAmount(left - taken);
      return way && taken > 0n ? [movement(way, taken)] : [];
    });
    return { terms, left };
  };
  const stepsOf = (amount: TokenAmount, onSnapshot: Snapshot): OrderTerms[][] => {
    if (side === 'Sell') {
      const wallet = smallest(own(onSnapshot), amount);
      const { terms, left } = share(tokenAmount(amount - wallet));
      return left > 0n ? [] : [[...terms, trade(amount)]];
    }
    const { terms, left } = share(amount);
    const repaid = terms.length > 0 && (left === 0n || isWatched) ? [[trade(amount), ...terms]] : [];
    return isWatched ? [...repaid, [trade(amount)]] : repaid;
  };
  return {
    name: on.join(', '),
    on,
    underlying,
    side,
    price: toFloat(market.mark),
    most: unbound ? Number.POSITIVE_INFINITY : amountToFloat(most, base.decimals),
    bound: sayBound(),
    closed: market.closed ?? (unbound || most > 0n ? null : sayBound()),
    shrinks: side === 'Buy' && open.length > 0,
    steps: (onSnapshot, quantity) => {
      const amount = amountFromFloat(quantity, base.decimals, 'down');
      return amount === 0n ? [] : stepsOf(amount, onSnapshot);
    },
  };

  function sayBound(): string {
    const said = (amount: bigint) => `${sayNumber(amountToFloat(tokenAmount(amount), base.decimals))} ${base.symbol}`;
    const held = isWatched && side === 'Sell' ? [`the wallet holds ${said(own(snapshot))}`] : [];
    const lent = loans.map(({ on: name, way }) => {
      if (!way) return `${name} ${side === 'Sell' ? 'lends none' : 'is owed nothing'}`;
      if (way.closed !== null) return `${name}: ${way.closed}`;
      return `${name} ${side === 'Sell' ? 'lends' : 'is owed'} ${said(way.most)} at most`;
    });
    return [...held, ...lent].join('; ');
  }
}

const movement = (way: CollateralWay, amount: TokenAmount): CollateralTerms => ({
  kind: way.kind,
  venue: way.venue,
  marginAccount: way.marginAccount,
  token: way.token.symbol,
  decimals: way.token.decimals,
  amount,
});

/** What the wallet holds of the base, as the pool's venue tells. */
function balanceOf(snapshot: Snapshot, { venue, base }: Spot): TokenAmount {
  const rows = snapshot.readings.find((reading) => reading.venue === venue)?.funding ?? [];
  const row = rows.find(({ token }) => token.address.toLowerCase() === base.address.toLowerCase());
  return row?.balance ?? tokenAmount(0n);
}
