import type { ContractFunctionArgs } from 'viem';
import type { optionMarketAbi } from '../../../abis/lyra.js';
import type { DecodedCall } from '../../model/decodedCall.js';
import { multiplyWad, toFloat, tokenAmount, wad, wei, worthOf } from '../../model/units.js';
import { neverSaid } from '../strictCall.js';
import { DECIMALS, tokenOf } from './collateral.js';
import { larger } from './extremes.js';
import { optionOf, positionIdOf } from './naming.js';
import {
  type CollateralKind,
  collateralOf,
  isLong,
  type OptionType,
  openedAs,
  optionTypes,
  rightOf,
} from './optionType.js';
import { shown } from './prepare.js';
import type { Entry } from './route.js';
import type { BoardState, MarketState, OptionState, StrikeState } from './state.js';
import { isBuy } from './tradeCost.js';
import { paid, type TradePlan } from './tradePlan.js';

/** OptionMarket.TradeInputParameters. */
export type TradeParams = ContractFunctionArgs<typeof optionMarketAbi, 'nonpayable', 'openPosition'>[0];

/**
 * No option of ours can cost as many times what it is on: no bound is above it, whatever slippage is allowed. The price of a
 * call is below spot, that of a put below its strike.
 */
const ANY_PRICE = 4n;

/** @param option - Which one is changed; null opens a new one. @throws VenueRefusal */
export function tradeSaid(
  market: MarketState,
  option: OptionState | null,
  entry: Entry,
  params: TradeParams,
): DecodedCall {
  const opening = entry === 'openPosition';
  const type = option === null ? openedType(entry, params) : changedType(entry, option, params);
  const { board, strike } = listed(market, entry, params.strikeId);
  const amount = wad(params.amount);
  if (!opening && option && amount > option.amount) throw neverSaid(entry, 'closes more than is held');
  const buying = isBuy({ type, opening });
  const dearest = multiplyWad(amount, wad(ANY_PRICE * larger(market.spot, strike.price)), 'up');
  if (buying && params.maxTotalCost > dearest) throw neverSaid(entry, 'pays any price');

  const costs = { minTotalCost: wad(params.minTotalCost), maxTotalCost: wad(params.maxTotalCost) };
  const setCollateralTo = tokenAmount(params.setCollateralTo);
  const taken = opening ? takenOnOpen(option, params) : takenOnClose(option, params);
  const kind = collateralOf(type);
  const freed = kind === null || taken === 0n ? 0 : worth(market, kind, taken);
  const lowersRisk = !opening && freed === 0;
  const bound = buying ? `at most ${shown(params.maxTotalCost)}` : `at least ${shown(params.minTotalCost)}`;
  const { symbol } = market.contracts.tokens.quote;
  const collateral = kind ? `, collateral ${shown(setCollateralTo)} ${market.contracts.tokens[kind].symbol}` : '';
  return {
    does: `${entry}: ${buying ? 'buy' : 'sell'} ${shown(amount)} ${optionOf(market.contracts, board, strike, rightOf(type)).id} for ${bound} ${symbol}${collateral}`,
    recipients: [],
    pays: tokensPaid(market, paid({ type, option, opening }, costs, setCollateralTo)),
    value: wei(0n),
    notional: lowersRisk ? 0 : freed + (opening ? toFloat(multiplyWad(amount, market.spot, 'up')) : 0),
    lowersRisk,
  };
}

/** "Opening" nothing more of an option and stating less collateral than it has takes out the difference. @throws VenueRefusal */
export function removalSaid(market: MarketState, option: OptionState, params: TradeParams): DecodedCall {
  const entry = 'openPosition';
  const kind = collateralOf(changedType(entry, option, params));
  const taken = option.collateral - params.setCollateralTo;
  if (kind === null || taken <= 0n) throw neverSaid(entry, 'trades nothing and takes no collateral out');
  const { symbol } = market.contracts.tokens[kind];
  return {
    does: `${entry} of nothing: take ${shown(taken)} ${symbol} out of ${positionIdOf(market.contracts, option)}`,
    recipients: [],
    pays: [],
    value: wei(0n),
    notional: worth(market, kind, taken),
    lowersRisk: false,
  };
}

export const tokensPaid = ({ contracts }: MarketState, pays: TradePlan['pays']): DecodedCall['pays'] =>
  (['quote', 'base'] as const)
    .filter((kind) => pays[kind] > 0n)
    .map((kind) => ({ token: contracts.tokens[kind].address, amount: pays[kind] }));

function openedType(entry: Entry, params: TradeParams): OptionType {
  if (entry !== 'openPosition') throw neverSaid(entry, 'names no option');
  const type = typeSaid(entry, params);
  if (openedAs(rightOf(type), isLong(type)) === type) return type;
  throw neverSaid(entry, `opens a ${type}`);
}

function changedType(entry: Entry, option: OptionState, params: TradeParams): OptionType {
  const type = typeSaid(entry, params);
  if (type === option.type && params.strikeId === option.strikeId) return type;
  throw neverSaid(entry, `is not of the option it names`, [
    `#${option.name} is a ${option.type} of strike ${option.strikeId}`,
  ]);
}

function typeSaid(entry: Entry, { optionType, iterations, setCollateralTo }: TradeParams): OptionType {
  const type = optionTypes[optionType];
  if (!type) throw neverSaid(entry, `is of type ${optionType}`);
  if (iterations !== 1n) throw neverSaid(entry, 'goes in several iterations', [`${iterations} iterations`]);
  if (isLong(type) && setCollateralTo !== 0n) throw neverSaid(entry, 'states collateral of an option that is long');
  return type;
}

/** Base units of collateral that more of an option would be left without. */
const takenOnOpen = (option: OptionState | null, { setCollateralTo }: TradeParams): bigint =>
  positive((option?.collateral ?? 0n) - setCollateralTo);

/** What is taken out beyond what the closed part had, rounded up: nothing as long as each unit left keeps its collateral. */
function takenOnClose(option: OptionState | null, { amount, setCollateralTo }: TradeParams): bigint {
  if (option === null || option.amount === 0n) return 0n;
  const left = option.amount - amount;
  return positive((option.collateral * left + option.amount - 1n) / option.amount - setCollateralTo);
}

const positive = (value: bigint): bigint => (value > 0n ? value : 0n);

/** USD, rounded up. */
const worth = (market: MarketState, kind: CollateralKind, amount: bigint): number =>
  toFloat(worthOf(tokenAmount(amount), DECIMALS, tokenOf(market, kind).price, 'up'));

function listed(market: MarketState, entry: Entry, strikeId: bigint): { board: BoardState; strike: StrikeState } {
  for (const board of market.boards) {
    const strike = board.strikes.find(({ id }) => id === strikeId);
    if (strike) return { board, strike };
  }
  throw neverSaid(entry, 'is of a strike that is not listed', [`strike ${strikeId}`]);
}
