import type { Underlying, VenueId } from '../../model/instrument.js';
import type { MarginAccount, MarginAccountId } from '../../model/marginAccount.js';
import type { Fill } from '../../model/order.js';
import { amountToFloat, toFloat } from '../../model/units.js';
import type { ExplainedPair } from './explainPosition.js';
import type { PnlEvents, PnlSide } from './pnlSide.js';

/** What changed a margin account's equity and is not in its positions. */
export interface AccountResidue {
  marginAccount: MarginAccountId;
  venue: VenueId;
  underlying: Underlying | null;
  /** USD: of its equity's change, what its positions do not show. */
  rest: number;
  /** USD of collateral that was put in (positive) or taken out, by whomever; it is in `rest`. */
  inflow: number;
}

export function accountResidues(
  before: PnlSide,
  after: PnlSide,
  told: readonly ExplainedPair[],
  { fills }: PnlEvents,
): AccountResidue[] {
  const ids = [...new Set([...before.marginAccounts, ...after.marginAccounts].map(({ id }) => id))].sort();
  return ids.flatMap((id): AccountResidue[] => {
    const earlier = before.marginAccounts.find((account) => account.id === id);
    const later = after.marginAccounts.find((account) => account.id === id);
    const account = later ?? earlier;
    if (!account) return [];
    const own = told.filter(({ pair, pnl }) => pnl.isInside && (pair.before ?? pair.after)?.marginAccount === id);
    const change = (later ? toFloat(later.equity) : 0) - (earlier ? toFloat(earlier.equity) : 0);
    const [underlying, ...others] = account.underlyings;
    // A trade pays what it wins and costs into the collateral: then only what our own orders moved is known to have moved.
    const isTraded = own.some(({ pair }) => pair.trades.length > 0 || pair.before?.quantity !== pair.after?.quantity);
    return [
      {
        marginAccount: id,
        venue: account.venue,
        underlying: others.length === 0 ? (underlying ?? null) : null,
        rest: change - own.reduce((sum, { pnl }) => sum + pnl.total, 0),
        inflow:
          isTraded && account.collateral.symbol !== baseOf(own)
            ? fills.reduce((sum, { fill }) => sum + movedInto(id, fill, priceOf(earlier, later)), 0)
            : (amountOf(later) - amountOf(earlier)) * priceOf(earlier, later),
      },
    ];
  });
}

/** A token that is itself the collateral: its quantity changes with every deposit, which is no trade. */
const baseOf = (own: readonly ExplainedPair[]): string | null => {
  for (const { pair } of own) {
    const instrument = (pair.after ?? pair.before)?.instrument;
    if (instrument?.kind === 'token') return instrument.symbol;
  }
  return null;
};

const amountOf = (account: MarginAccount | undefined): number =>
  account ? amountToFloat(account.collateralAmount, account.collateral.decimals) : 0;

/** USD per token: the mean of both ends. */
function priceOf(earlier: MarginAccount | undefined, later: MarginAccount | undefined): number {
  const prices = [earlier, later].flatMap((account) => (account ? [toFloat(account.collateral.price)] : []));
  return prices.reduce((sum, price) => sum + price, 0) / prices.length;
}

/** USD of collateral that an order of ours put into the account (positive) or took out. */
function movedInto(id: MarginAccountId, fill: Fill, price: number): number {
  if (fill.kind !== 'addCollateral' && fill.kind !== 'removeCollateral') return 0;
  if (fill.marginAccount !== id) return 0;
  return (fill.kind === 'addCollateral' ? 1 : -1) * amountToFloat(fill.amount, fill.decimals) * price;
}
