import type { MarginAccount } from '../../model/marginAccount.js';
import type { TradeTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { type Bps, divide, fromFloat, type TokenAmount, WAD, type Wad, wad, worthOf } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { amountOf, DECIMALS, minimumOf, tokenOf } from './collateral.js';
import { smaller } from './extremes.js';
import { accountHolding } from './find.js';
import { LYRA, optionOf } from './naming.js';
import { collateralOf, isLong, rightOf } from './optionType.js';
import { prepareTrade } from './prepare.js';
import type { LyraDetail } from './state.js';
import { isWithinBounds, planTrade } from './tradePlan.js';
import { isOver } from './value.js';

/** Sizes are rounded up to a millionth of the underlying. */
const STEP = 10n ** 12n;

/** Less than a hundredth of the option is not left behind: closing that later would cost another transaction. */
const CRUMBS = 100n;

/** Halvings of the search: enough to tell 1e-18 of any size that fits. */
const halvings = 200;

/**
 * Least amount to buy back, rounded up, after which collateral / minimum is at least `health`.
 *
 * The wallet pays and the collateral stays, as far as the wallet reaches; beyond that a quote short pays out of its
 * collateral, which still helps while the collateral is worth more than the option. A partial close that does not
 * suffice leads to a full one, which ends the requirement. Where the order itself would move volatility further than
 * `maxSlippage` allows, it is the most that fits: less than `health`, and the next block goes on from there. null: it
 * is at `health` already, or Lyra or the wallet would not have it, or it would not help.
 */
export function reductionFor(
  reading: VenueReading<LyraDetail>,
  account: MarginAccount,
  health: number,
  maxSlippage: Bps,
): TradeTerms | null {
  const holding = accountHolding(reading, account);
  const { detail } = reading;
  const { option, market, board, strike } = holding;
  if (isLong(option.type) || isOver(holding, detail.timestamp)) return null;
  const target = fromFloat(health, 'up');
  const minimum = minimumOf(holding, option.type, detail.timestamp);
  const { price } = tokenOf(market, collateralOf(option.type) ?? 'quote');
  // In USD and rounded as a margin account's health is, so that the health reached is the health asked for.
  const enough = (collateral: TokenAmount, amount: Wad) =>
    worthOf(collateral, DECIMALS, price, 'down') * WAD >=
    worthOf(amountOf(minimum.of(amount)), DECIMALS, price, 'up') * target;
  if (enough(option.collateral, option.amount)) return null;

  const terms = (quantity: Wad): TradeTerms => ({
    kind: 'trade',
    venue: LYRA,
    instrument: optionOf(market.contracts, board, strike, rightOf(option.type)).id,
    position: account.id,
    side: 'Buy',
    quantity,
    reduceOnly: true,
    maxSlippage,
  });
  const reaches = (quantity: Wad): boolean => {
    if (quantity === option.amount) return true;
    const { setCollateralTo } = planTrade(detail, terms(quantity));
    return enough(setCollateralTo, wad(option.amount - quantity));
  };

  // With the wallet paying: what may stay open is what the collateral carries at the target.
  const carried = minimum.largest(wad(divide(option.collateral * WAD, target, 'down')));
  const paidByWallet = wad(option.amount - smaller(carried, option.amount));
  const least = reaches(paidByWallet) ? paidByWallet : searched(paidByWallet, option.amount, reaches);
  const wanted = [roundUp(least, option.amount), option.amount].map(terms).find((whole) => taken(detail, whole));
  if (wanted) return wanted;

  const tooMuch = (quantity: Wad) => !isWithinBounds(planTrade(detail, terms(quantity)));
  if (!tooMuch(least)) return null;
  const part = roundDown(searched(wad(0n), least, tooMuch));
  const helps = () => {
    const { setCollateralTo } = planTrade(detail, terms(part));
    return setCollateralTo * minimum.of(option.amount) > option.collateral * minimum.of(wad(option.amount - part));
  };
  return part > 0n && helps() && taken(detail, terms(part)) ? terms(part) : null;
}

/** Below a quantity that is too much. */
const roundDown = (quantity: Wad): Wad => wad(((quantity - 1n) / STEP) * STEP);

/** To a whole step, or to all of it where hardly anything would be left. */
function roundUp(quantity: Wad, whole: Wad): Wad {
  const rounded = wad(((quantity + STEP - 1n) / STEP) * STEP);
  return whole - rounded < whole / CRUMBS ? whole : rounded;
}

/** Least quantity in (`low`, `high`] that `reaches`; `high` does, and whatever is above one that does. */
function searched(low: Wad, high: Wad, reaches: (quantity: Wad) => boolean): Wad {
  let [short, enough] = [low, high];
  for (let i = 0; i < halvings && enough - short > 1n; i++) {
    const middle = wad((short + enough) / 2n);
    if (reaches(middle)) enough = middle;
    else short = middle;
  }
  return enough;
}

function taken(detail: LyraDetail, terms: TradeTerms): boolean {
  try {
    prepareTrade(detail, terms);
    return true;
  } catch (error) {
    if (error instanceof VenueRefusal) return false;
    throw error;
  }
}
