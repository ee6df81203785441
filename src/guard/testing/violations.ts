import { assess } from '../../assess/assess.js';
import type { Break } from '../../model/breaks.js';
import type { Action } from '../../model/decision.js';
import type { Bound, LevelLimits, LimitLevel, StandingLimits } from '../../model/limits.js';
import type { Market } from '../../model/market.js';
import type { CollateralTerms, OrderClass, Side, TradeTerms } from '../../model/order.js';
import { plainOutlook } from '../../model/outlook.js';
import type { Snapshot } from '../../model/snapshot.js';
import { HOUR } from '../../model/time.js';
import { bps, milliseconds, tokenAmount, unixMillis, unixSeconds, WAD, wad, wei } from '../../model/units.js';
import { holding, toyOrder, toySnapshot, tradeOf, unlimited, unused } from '../../plan/testing/toyBook.js';
import { type ToyState, toyPerp, toyReading, toyState } from '../../plan/testing/toyPerp.js';
import { toyAccount } from '../../plan/testing/toyTokens.js';
import type { CheckContext } from '../check.js';
import { exposureOf } from '../exposure.js';
import { alone, type RecentOrder } from '../surroundings.js';

/** 3 ETH long at 2 000, and plenty of everything. */
export const comfortable = toyState({ accounts: { cross: holding(3, 3_000) } });

export const sell = (quantity: number, change: Partial<TradeTerms> = {}): TradeTerms =>
  tradeOf(-quantity, { reduceOnly: quantity <= 3, ...change }) as TradeTerms;

export const addUsdc = (dollars: number): CollateralTerms => ({
  kind: 'addCollateral',
  venue: 'toy',
  marginAccount: 'toy cross',
  token: 'USDC',
  decimals: 6,
  amount: tokenAmount(BigInt(dollars) * 1_000_000n),
});

export function actionOf(terms: TradeTerms | CollateralTerms, change: Partial<Action> = {}): Action {
  const notional =
    terms.kind === 'trade' ? (Number(terms.quantity / 10n ** 12n) / 1e6) * 2_000 : Number(terms.amount) / 1e6;
  return { rule: 'rule', subject: { underlying: 'ETH' }, orderClass: 'delta', terms, notional, ...change };
}

/** A context in which every check passes, until `change` breaks something. */
export function contextOf(
  action: Action,
  state: ToyState = comfortable,
  change: Partial<CheckContext> = {},
): CheckContext {
  const snapshot = toySnapshot([toyReading(state)]);
  return {
    action,
    snapshot,
    venue: toyPerp('toy'),
    limits: unlimited,
    tradingState: 'active',
    usage: unused,
    unseen: [],
    unknownOrders: [],
    atStake: [{ above: 0, endpoints: 1, confirmations: null }],
    agreement: null,
    now: unixMillis(0),
    headAge: null,
    least: 1,
    levels: [],
    exposure: exposureOfState(snapshot),
    surroundings: alone,
    strategy: 'toy-book',
    parent: null,
    runway: () => Number.POSITIVE_INFINITY,
    breaks: [],
    undoneBy: () => null,
    approval: null,
    ...change,
  };
}

const exposureOfState = (snapshot: Snapshot) => {
  const portfolio = { snapshot, risk: assess(snapshot, new Map([['toy', toyPerp('toy')]])), outlook: plainOutlook };
  return () => exposureOf(portfolio);
};

/** Standing limits of one level. */
const limited = (limits: StandingLimits, level: LimitLevel = 'strategy'): readonly LevelLimits[] => [{ level, limits }];

export const at = (reject: number, review: number | null = null): Bound => ({ review, reject });

const somebodyElses: Break = {
  ...{ id: 'break-1', strategy: 'toy-book', account: toyAccount, chainId: 31337, venue: 'toy' },
  ...{ what: 'toy cross/ETH', expected: 3, actual: 4, text: '', isGift: false, status: 'Open', author: '', reason: '' },
  ...{ openedAt: unixMillis(0), closedAt: null },
};

const day = unlimited.day;
const demanding = [{ above: 0, endpoints: 3, confirmations: null }];
const marks = { ETH: wad(2_000n * WAD) };

/** Of 3 ETH, half a minute after the epoch. */
export const recentOf = (side: Side, change: Partial<RecentOrder> = {}): RecentOrder => ({
  id: 'order-1',
  strategy: 'toy-book',
  instrument: 'toy ETH',
  side,
  quantity: String(3n * WAD),
  isOpen: true,
  at: unixMillis(30_001),
  ...change,
});

/** The same world, of which the market says something more. */
function inMarket(context: CheckContext, change: Partial<Market>): CheckContext {
  const readings = context.snapshot.readings.map((reading) => ({
    ...reading,
    markets: reading.markets.map((market) => ({ ...market, ...change })),
  }));
  return { ...context, snapshot: { ...context.snapshot, readings } };
}

/** Sells 20 ETH out of 3: short 17 of them, 34 000 USD. */
const bounded = (orderClass: OrderClass, limits: StandingLimits) =>
  contextOf(actionOf(sell(20, { reduceOnly: false }), { orderClass }), comfortable, { levels: limited(limits) });

/** Buys 20 calls at the money, of which the toy venue knows nothing but the market. */
function optionWorld(orderClass: OrderClass, limits: StandingLimits): CheckContext {
  const reading = toyReading(comfortable);
  const [perpetual] = reading.markets;
  if (!perpetual) throw new Error('unreachable');
  const { instrument } = perpetual;
  const expiry = unixSeconds(toySnapshot([]).block.timestamp + 30 * 86_400);
  const option: Market = {
    ...perpetual,
    instrument: {
      ...instrument,
      kind: 'option',
      id: 'toy call',
      underlying: 'ETH',
      expiry,
      strike: wad(2_000n * WAD),
      right: 'call',
    },
    mark: wad(180n * WAD),
    last: wad(180n * WAD),
    pricing: { vol: 0.8, spot: 2_000, rate: 0 },
  };
  const snapshot = toySnapshot([{ ...reading, markets: [...reading.markets, option] }]);
  const terms: TradeTerms = { ...sell(20, { reduceOnly: false }), instrument: 'toy call', position: null, side: 'Buy' };
  return {
    ...contextOf(actionOf(terms, { orderClass }), comfortable, { levels: limited(limits) }),
    snapshot,
    exposure: exposureOfState(snapshot),
  };
}

/**
 * For each code of the table, a world in which that check must object to an action of a class it may stop. A code
 * without an entry fails the tests: no check may enter the table unless it is shown to work, and to let survival be.
 */
export const violations: Readonly<Record<string, (orderClass: OrderClass) => CheckContext>> = {
  TRADING_STATE: (orderClass) =>
    contextOf(actionOf(sell(3, { reduceOnly: false }), { orderClass }), comfortable, { tradingState: 'reducing' }),
  ENDPOINTS_DIFFER: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      agreement: { wanted: 2, agreed: 1, differed: 1, behind: 0, silent: 0 },
    }),
  ENDPOINTS_AGREE: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      atStake: demanding,
      agreement: { wanted: 3, agreed: 2, differed: 0, behind: 0, silent: 1 },
    }),
  HEAD_AGE: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      now: unixMillis(toySnapshot([]).block.timestamp * 1000 + 60_001),
      headAge: milliseconds(60_000),
    }),
  MARKET_STATE: (orderClass) =>
    contextOf(actionOf(sell(4), { orderClass }), { ...comfortable, reduceOnly: 'two price sources disagree' }),
  UNREAD_VENUE: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, { unseen: [{ venue: 'options', error: 'timed out' }] }),
  UNKNOWN_ORDER: (orderClass) =>
    contextOf(actionOf(sell(4), { orderClass }), comfortable, {
      unknownOrders: [toyOrder(sell(1), { status: 'Unknown', createdAt: unixMillis(0) })],
    }),
  OPEN_BREAK: (orderClass) => contextOf(actionOf(sell(4), { orderClass }), comfortable, { breaks: [somebodyElses] }),
  PRICE_SANITY: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), { ...comfortable, indexes: { ETH: wad(2_100n * WAD) } }),
  RESTRICTED: (orderClass) =>
    contextOf(actionOf(sell(4), { orderClass }), comfortable, { levels: limited({ restricted: ['toy *'] }) }),
  ORDERS_PER_MINUTE: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      levels: limited({ minute: { orders: at(6) } }, 'global'),
      surroundings: { ...alone, used: { ...alone.used, global: { ...alone.used.global, ordersLastMinute: 6 } } },
    }),
  MAX_POSITION_USD: (orderClass) => bounded(orderClass, { positions: { 'toy *': at(10_000) } }),
  GROSS_EXPOSURE: (orderClass) => bounded(orderClass, { gross: at(10_000) }),
  NET_EXPOSURE: (orderClass) => bounded(orderClass, { net: at(10_000) }),
  LEVERAGE: (orderClass) => bounded(orderClass, { leverage: at(3) }),
  DELTA_LIMIT: (orderClass) => bounded(orderClass, { greeks: { ETH: { delta: at(5) } } }),
  GAMMA_LIMIT: (orderClass) => optionWorld(orderClass, { greeks: { ETH: { gamma: at(0.001) } } }),
  VEGA_LIMIT: (orderClass) => optionWorld(orderClass, { greeks: { '*': { vega: at(5) } } }),
  UNDERLYING_SHARE: (orderClass) => bounded(orderClass, { concentration: { underlying: at(0.6) } }),
  VENUE_SHARE: (orderClass) => bounded(orderClass, { concentration: { venue: at(0.6) } }),
  EXPIRY_SHARE: (orderClass) => optionWorld(orderClass, { concentration: { expiry: at(0.6) } }),
  PROTOCOL_SHARE: (orderClass) => ({
    ...contextOf(actionOf(addUsdc(5_000), { orderClass }), comfortable),
    levels: limited({ concentration: { protocol: at(0.6) } }),
  }),
  STRESS_LOSS: (orderClass) =>
    contextOf(actionOf({ ...sell(20, { reduceOnly: false }), side: 'Buy' }, { orderClass }), comfortable, {
      levels: limited({ stress: at(5_000) }),
    }),
  VALUE_AT_RISK: (orderClass) => bounded(orderClass, { valueAtRisk: at(1_000) }),
  RUNWAY: (orderClass) => ({
    ...bounded(orderClass, { runway: at(6 * HOUR) }),
    runway: (terms) => (terms === null ? 12 : 5) * HOUR,
  }),
  OPEN_INTEREST_SHARE: (orderClass) => {
    const context = bounded(orderClass, { openInterest: at(0.05) });
    const openInterest = { long: wad(100n * WAD), short: wad(100n * WAD) };
    return inMarket(context, { openInterest });
  },
  DEPTH_SHARE: (orderClass) =>
    contextOf(
      actionOf(sell(3), { orderClass }),
      { ...comfortable, impactPerUnit: 9 },
      {
        levels: limited({ depth: at(0.1) }),
      },
    ),
  PRICE_COLLAR: (orderClass) =>
    contextOf(
      actionOf(sell(3), { orderClass }),
      { ...comfortable, impactPerUnit: 9 },
      {
        levels: limited({ collar: at(20) }),
      },
    ),
  DUPLICATE: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      now: unixMillis(60_000),
      levels: limited({ duplicates: at(30_000) }),
      surroundings: { ...alone, recent: [recentOf('Sell', { isOpen: false })] },
    }),
  SELF_CROSS: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      levels: limited({ crossing: 'reject' }),
      surroundings: { ...alone, recent: [recentOf('Buy', { strategy: 'another-book' })] },
    }),
  LOSS_PER_DAY: (orderClass) =>
    contextOf(actionOf(sell(4, { reduceOnly: false }), { orderClass }), comfortable, {
      levels: limited({ day: { loss: at(500) } }, 'account'),
      surroundings: { ...alone, used: { ...alone.used, account: { ...alone.used.account, lossLastDay: 501 } } },
    }),
  ORACLE_AGE: (orderClass) => {
    const context = bounded(orderClass, { oracleAge: at(60_000) });
    return inMarket(context, { oracleAt: unixSeconds(context.snapshot.block.timestamp - 61) });
  },
  SEQUENCER: (orderClass) => {
    const context = bounded(orderClass, {});
    const since = unixSeconds(context.snapshot.block.timestamp - 3_599);
    return { ...context, snapshot: { ...context.snapshot, sequencer: { up: true, since, grace: milliseconds(HOUR) } } };
  },
  ORDERS_PER_HOUR: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      limits: { ...unlimited, hour: { orders: 6 } },
      usage: { ...unused, ordersLastHour: 6 },
    }),
  ORDERS_PER_DAY: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      limits: { ...unlimited, day: { ...day, orders: 60 } },
      usage: { ...unused, ordersLastDay: 61 },
    }),
  GAS_PER_DAY: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      limits: { ...unlimited, day: { ...day, gas: 0.05 } },
      usage: { ...unused, gasLastDay: 0.05 },
    }),
  MAX_ORDER_USD: (orderClass) =>
    contextOf(actionOf(addUsdc(5_000), { orderClass }), comfortable, { limits: { ...unlimited, order: 1_000 } }),
  TURNOVER_PER_DAY: (orderClass) =>
    contextOf(actionOf(sell(3), { orderClass }), comfortable, {
      limits: { ...unlimited, day: { ...day, turnover: 100_000 } },
      usage: { ...unused, turnoverLastDay: 98_000 },
    }),
  MAX_SLIPPAGE: (orderClass) => contextOf(actionOf(sell(3), { orderClass }), { ...comfortable, impactPerUnit: 20 }),
  REDUCE_ONLY: (orderClass) => contextOf(actionOf(sell(4, { reduceOnly: true }), { orderClass })),
  FUNDS: (orderClass) => contextOf(actionOf(addUsdc(10_001), { orderClass })),
  HEALTH_AFTER: (orderClass) =>
    contextOf(actionOf(sell(20, { reduceOnly: false }), { orderClass }), comfortable, {
      limits: { ...unlimited, health: 2 },
    }),
  VENUE_LIMIT: (orderClass) =>
    contextOf(actionOf(sell(20, { reduceOnly: false }), { orderClass }), { ...comfortable, initialRequirement: 1_000 }),
};

/** Everything wrong at once, but the halt. */
export function everythingWrong(orderClass: OrderClass): CheckContext {
  const state = {
    ...comfortable,
    marks,
    indexes: { ETH: wad(1_000n * WAD) },
    impactPerUnit: 500,
    initialRequirement: 10_000,
  };
  const action = actionOf(sell(20, { reduceOnly: true, maxSlippage: bps(900) }), { orderClass });
  return {
    ...contextOf(action, state),
    snapshot: { ...toySnapshot([toyReading(state)]), nativeBalance: wei(0n) },
    limits: {
      order: 0,
      slippage: bps(0),
      priceDeviation: bps(0),
      health: 100,
      hour: { orders: 0 },
      day: { orders: 0, turnover: 0, gas: 0 },
    },
    tradingState: 'reducing',
    usage: { ordersLastHour: 9, ordersLastDay: 9, turnoverLastDay: 9, gasLastDay: 9 },
    unseen: [{ venue: 'options', error: 'timed out' }],
    unknownOrders: [toyOrder(sell(1), { status: 'Unknown' })],
    breaks: [somebodyElses],
    atStake: demanding,
    agreement: { wanted: 3, agreed: 1, differed: 1, behind: 0, silent: 0 },
    least: 1e9,
  };
}
