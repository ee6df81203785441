import type { Address, Log } from 'viem';
import { isAddressEqual, parseEventLogs } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import { optionMarketAbi, optionTokenAbi } from '../../../abis/lyra.js';
import type { Cash, CollateralTerms, Fill, TradeTerms } from '../../model/order.js';
import { divideWad, tokenAmount, unixSeconds, wad } from '../../model/units.js';
import { DECIMALS } from './collateral.js';
import { instrumentIdOf, positionIdOf } from './naming.js';
import { isLong, optionTypeOf, rightOf } from './optionType.js';
import type { MarketContracts } from './state.js';

/** OptionMarket.TradeDirection. */
const OPEN = 0;
const LIQUIDATE = 2;

/** What a mined transaction did of `terms`, for this account, in these markets. */
export const fillsOf = (
  markets: readonly MarketContracts[],
  account: Address,
  terms: TradeTerms | CollateralTerms,
  logs: readonly Log[],
): Fill[] =>
  markets.flatMap((contracts) =>
    terms.kind === 'trade'
      ? tradeFills(contracts, account, terms, logs)
      : collateralFills(contracts, account, terms, logs),
  );

const from = (address: Address, logs: readonly Log[]): Log[] =>
  logs.filter((log) => isAddressEqual(log.address, address));

const idOf = (contracts: MarketContracts, positionId: bigint): string =>
  positionIdOf(contracts, { name: positionId.toString() });

function tradeFills(contracts: MarketContracts, account: Address, terms: TradeTerms, logs: readonly Log[]): Fill[] {
  const events = parseEventLogs({
    abi: optionMarketAbi,
    eventName: 'Trade',
    logs: from(contracts.optionMarket, logs),
  });
  return events.flatMap(({ args }): Fill[] => {
    const { trade, trader, positionId, tradeResults } = args;
    const type = optionTypeOf(trade.optionType);
    const side = (trade.tradeDirection === OPEN) === isLong(type) ? 'Buy' : 'Sell';
    const instrument = instrumentIdOf(
      contracts.underlying,
      unixSeconds(Number(trade.expiry)),
      wad(trade.strikePrice),
      rightOf(type),
    );
    const ours =
      isAddressEqual(trader, account) &&
      trade.tradeDirection !== LIQUIDATE &&
      trade.amount > 0n &&
      instrument === terms.instrument &&
      side === terms.side &&
      (terms.position === null || terms.position === idOf(contracts, positionId));
    if (!ours) return [];
    const premium = tradeResults.reduce((sum, { premium: part }) => sum + part, 0n);
    const fee = tradeResults.reduce((sum, { totalFee }) => sum + totalFee, 0n);
    return [
      {
        kind: 'trade',
        instrument,
        underlying: contracts.underlying,
        side,
        quantity: wad(trade.amount),
        price: divideWad(wad(premium), wad(trade.amount), 'down'),
        fee: wad(fee),
        // What is owed for an option that is short comes out of its collateral, or goes there.
        ...(isLong(type) ? { cash: cashOf(contracts, side === 'Buy' ? premium + fee : premium - fee) } : {}),
      },
    ];
  });
}

const cashOf = ({ tokens }: MarketContracts, amount: bigint): Cash => ({
  token: tokens.quote.symbol,
  decimals: DECIMALS,
  amount: tokenAmount(amount),
});

/** OptionToken says whose collateral changed, the token how much was moved. */
function collateralFills(
  contracts: MarketContracts,
  account: Address,
  terms: CollateralTerms,
  logs: readonly Log[],
): Fill[] {
  const adjusted = parseEventLogs({
    abi: optionTokenAbi,
    eventName: 'PositionUpdated',
    logs: from(contracts.optionToken, logs),
  }).some(
    ({ args }) => isAddressEqual(args.owner, account) && idOf(contracts, args.positionId) === terms.marginAccount,
  );
  const token = Object.values(contracts.tokens).find(({ symbol }) => symbol === terms.token);
  if (!adjusted || !token) return [];
  const adding = terms.kind === 'addCollateral';
  const moved = parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs: from(token.address, logs) })
    .filter(({ args }) => {
      const [giver, taker] = adding ? [account, contracts.shortCollateral] : [contracts.shortCollateral, account];
      return isAddressEqual(args.from, giver) && isAddressEqual(args.to, taker);
    })
    .reduce((sum, { args }) => sum + args.value, 0n);
  if (moved === 0n) return [];
  return [
    {
      kind: terms.kind,
      marginAccount: terms.marginAccount,
      token: terms.token,
      decimals: DECIMALS,
      amount: tokenAmount(moved),
    },
  ];
}
