import type { CollateralTerms, TradeTerms } from '../../model/order.js';
import { tokenAmount, wad } from '../../model/units.js';
import { heldOrRefuse } from './find.js';
import { type CollateralKind, collateralOf } from './optionType.js';
import type { LyraDetail, MarketState, OptionState } from './state.js';
import { planTrade } from './tradePlan.js';

/**
 * What the venue is expected to say once `terms` have filled at the expected cost. Volatility and the pool are left as
 * they are: what the order itself moves there is small against a block's news.
 *
 * @throws VenueRefusal when the terms name something that is not there (any more).
 */
export const detailAfter = (detail: LyraDetail, terms: TradeTerms | CollateralTerms): LyraDetail =>
  terms.kind === 'trade' ? afterTrade(detail, terms) : afterCollateral(detail, terms);

function afterTrade(detail: LyraDetail, terms: TradeTerms): LyraDetail {
  const { resolved, amount, setCollateralTo, expectedCost } = planTrade(detail, terms);
  const { market, option, type, opening, strike } = resolved;
  const held = option?.collateral ?? 0n;
  const left = wad((option?.amount ?? 0n) + (opening ? amount : -amount));
  const changed: OptionState = {
    ...(option ?? { name: freshName(market), positionId: 0n, strikeId: strike.id, type }),
    amount: left,
    collateral: setCollateralTo,
  };
  const options = left === 0n ? without(market, option) : replaced(market, option, changed);

  // Long and base: premiums go through the wallet. Quote shorts: through the collateral, which is then set.
  const kind = collateralOf(type);
  const sign = kind === null ? (opening ? -1n : 1n) : opening ? 1n : -1n;
  const premium = sign * expectedCost;
  const posted = setCollateralTo - held;
  const moved = kind === 'base' ? { quote: premium, base: -posted } : { quote: premium - posted, base: 0n };
  return settled(detail, market, options, moved);
}

function afterCollateral(detail: LyraDetail, terms: CollateralTerms): LyraDetail {
  const { market, option } = heldOrRefuse(detail, terms.marginAccount);
  const kind = collateralOf(option.type) ?? 'quote';
  const added = terms.kind === 'addCollateral' ? terms.amount : -terms.amount;
  const changed = { ...option, collateral: tokenAmount(positive(option.collateral + added)) };
  const moved = { quote: 0n, base: 0n, [kind]: -added };
  return settled(detail, market, replaced(market, option, changed), moved);
}

/** Not minted, so not numbered: `new1`, `new2`. */
const freshName = (market: MarketState): string =>
  `new${market.options.filter(({ positionId }) => positionId === 0n).length + 1}`;

const without = (market: MarketState, option: OptionState | null) =>
  market.options.filter((candidate) => candidate !== option);

const replaced = (market: MarketState, option: OptionState | null, changed: OptionState) =>
  option === null
    ? [...market.options, changed]
    : market.options.map((candidate) => (candidate === option ? changed : candidate));

/** There is one wallet: what a token pays in one market is gone for every market that takes the same token. */
function settled(
  detail: LyraDetail,
  market: MarketState,
  options: readonly OptionState[],
  moved: Record<CollateralKind, bigint>,
): LyraDetail {
  const { quote, base } = market.contracts.tokens;
  const movedOf = (token: string): bigint =>
    (isSame(token, quote.address) ? moved.quote : 0n) + (isSame(token, base.address) ? moved.base : 0n);
  return {
    ...detail,
    markets: detail.markets.map((candidate) => ({
      ...candidate,
      options: candidate === market ? options : candidate.options,
      wallet: walletAfter(candidate, movedOf),
    })),
  };
}

/** Below zero says what the wallet lacks: whoever checks funds looks for that. */
function walletAfter({ wallet, contracts }: MarketState, movedOf: (token: string) => bigint): MarketState['wallet'] {
  const change = (kind: CollateralKind) => ({
    ...wallet[kind],
    balance: tokenAmount(wallet[kind].balance + movedOf(contracts.tokens[kind].address)),
  });
  return { quote: change('quote'), base: change('base') };
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const positive = (value: bigint): bigint => (value > 0n ? value : 0n);
