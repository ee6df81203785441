import { encodeFunctionData, formatUnits } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import { optionMarketAbi } from '../../../abis/lyra.js';
import type { TradeTerms, TransactionRequest } from '../../model/order.js';
import { wad, wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { minimumOf } from './collateral.js';
import { LYRA } from './naming.js';
import { type CollateralKind, codeOf, collateralOf } from './optionType.js';
import type { LyraDetail, MarketState } from './state.js';
import { isBuy } from './tradeCost.js';
import { isWithinBounds, planTrade, type TradePlan } from './tradePlan.js';

/**
 * The transactions of a trade: permissions first, then one call of OptionMarket. The protocol knows no deadline; the
 * bounds on the cost stand in for it. @throws VenueRefusal
 */
export function prepareTrade(detail: LyraDetail, terms: TradeTerms): TransactionRequest[] {
  const plan = planTrade(detail, terms);
  refuseImpossible(detail, terms, plan);
  const { resolved, route } = plan;
  const { market, option, strike, type } = resolved;
  const params = {
    strikeId: strike.id,
    positionId: option?.positionId ?? 0n,
    iterations: 1n,
    optionType: codeOf(type),
    amount: plan.amount,
    setCollateralTo: plan.setCollateralTo,
    minTotalCost: plan.minTotalCost,
    maxTotalCost: plan.maxTotalCost,
  };
  return [
    ...approvals(market, plan.pays),
    {
      purpose: 'trade',
      describe: describe(terms, plan),
      to: market.contracts.optionMarket,
      data: encodeFunctionData({ abi: optionMarketAbi, functionName: route.entry, args: [params] }),
      value: wei(0n),
      approval: null,
    },
  ];
}

function refuseImpossible(detail: LyraDetail, terms: TradeTerms, plan: TradePlan): void {
  const { resolved, route, setCollateralTo } = plan;
  const { option, type, opening, market } = resolved;
  if (terms.quantity <= 0n) throw new VenueRefusal('nothing to trade: the quantity is zero');
  if (option && option.positionId === 0n) throw new VenueRefusal(`${LYRA} #${option.name} is not minted yet`);
  if (route.refusal !== null) throw new VenueRefusal(`Lyra would not take it: ${route.refusal}`, { retryable: true });
  refusePoorWallet(market, plan.pays);
  refuseBeyondBounds(plan, terms);
  if (collateralOf(type) === null) return;

  const held = option?.collateral ?? 0n;
  const left = (option?.amount ?? 0n) + (opening ? plan.amount : -plan.amount);
  if (left === 0n) return;
  if (!opening && collateralOf(type) === 'quote' && plan.expectedCost > held) {
    throw new VenueRefusal('the collateral does not cover what the reduction costs', {
      facts: [`collateral ${shown(held)}, cost ${shown(plan.expectedCost)} ${market.contracts.tokens.quote.symbol}`],
      mend: 'add collateral, or close the whole position',
    });
  }
  const minimum = minimumOf(resolved, type, detail.timestamp).of(wad(left));
  if (setCollateralTo < minimum) refuseThin(setCollateralTo, minimum);
}

function refuseBeyondBounds(plan: TradePlan, { maxSlippage, worstPrice }: TradeTerms): void {
  if (isWithinBounds(plan)) return;
  const buying = isBuy(plan.route.shape);
  const { symbol } = plan.resolved.market.contracts.tokens.quote;
  const beyond = worstPrice === undefined ? '' : `, or beyond ${shown(worstPrice)} ${symbol}`;
  throw new VenueRefusal(`it would move the price further than ${maxSlippage} bps${beyond}`, {
    facts: [
      `expected ${shown(plan.expectedCost)} ${symbol}, fees included`,
      buying ? `at most ${shown(plan.maxTotalCost)}` : `at least ${shown(plan.minTotalCost)}`,
    ],
    mend: 'trade less at once, or allow more slippage',
    retryable: true,
  });
}

export function refuseThin(collateral: bigint, minimum: bigint): never {
  throw new VenueRefusal('it would leave less collateral than Lyra requires', {
    facts: [`left ${shown(collateral)}, required ${shown(minimum)}`],
    mend: 'add collateral first, or trade another size',
  });
}

/** @throws VenueRefusal when the wallet does not hold what it may be asked for. */
export function refusePoorWallet(market: MarketState, pays: TradePlan['pays']): void {
  for (const kind of kinds) {
    const { balance } = market.wallet[kind];
    if (pays[kind] <= balance) continue;
    throw new VenueRefusal(`the wallet holds too little ${market.contracts.tokens[kind].symbol}`, {
      facts: [`holds ${shown(balance)}, may be asked for ${shown(pays[kind])}`],
      mend: 'fund the account, or ask for less',
      retryable: true,
    });
  }
}

/** Exactly what the next step may pull, where what is permitted does not suffice. */
export function approvals(market: MarketState, pays: TradePlan['pays']): TransactionRequest[] {
  return kinds.flatMap((kind): TransactionRequest[] => {
    const amount = pays[kind];
    if (amount === 0n || market.wallet[kind].allowance >= amount) return [];
    const token = market.contracts.tokens[kind];
    const spender = market.contracts.optionMarket;
    return [
      {
        purpose: 'approve',
        describe: `allow Lyra's ${market.contracts.underlying} market to take ${shown(amount)} ${token.symbol}`,
        to: token.address,
        data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, amount] }),
        value: wei(0n),
        approval: { token: token.address, spender, amount },
      },
    ];
  });
}

const kinds: readonly CollateralKind[] = ['quote', 'base'];

function describe(
  terms: TradeTerms,
  { route, resolved, amount, minTotalCost, maxTotalCost, setCollateralTo }: TradePlan,
) {
  const { symbol } = resolved.market.contracts.tokens.quote;
  const bound = isBuy(route.shape) ? `at most ${shown(maxTotalCost)}` : `at least ${shown(minTotalCost)}`;
  const kind = collateralOf(resolved.type);
  const collateral = kind
    ? `, collateral ${shown(setCollateralTo)} ${resolved.market.contracts.tokens[kind].symbol}`
    : '';
  const forced = route.shape.forced ? ' by force close' : '';
  return `${terms.side.toLowerCase()} ${shown(amount)} ${terms.instrument.slice(LYRA.length + 1)} on ${LYRA}${forced} for ${bound} ${symbol}, fees included${collateral}`;
}

export const shown = (amount: bigint): string => formatUnits(amount, 18);
