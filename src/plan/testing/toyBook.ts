import { metricIndex } from '../../assess/metrics.js';
import type { Order, OrderTerms, RestingTerms } from '../../model/order.js';
import { defaultRiskSettings } from '../../model/riskSettings.js';
import type { Snapshot, UnreadVenue, VenueReading } from '../../model/snapshot.js';
import type {
  ClaimRule,
  DeleverageRule,
  Expression,
  HedgeRule,
  Limits,
  ProtectRule,
  RebalanceRule,
  Rule,
  Strategy,
  TopUpRule,
} from '../../model/strategy.js';
import { bps, fromFloat, milliseconds, toFloat, unixMillis, unixSeconds, type Wad, wei } from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';
import type { Venue } from '../../venues/venue.js';
import type { PlanInput } from '../plan.js';
import { type ToyState, toyPerp, toyReading, toyState } from './toyPerp.js';
import { toyAccount } from './toyTokens.js';

export const units = (value: number): Wad => fromFloat(value, 'down');

/** A condition, as the compiler would make it of `source`. */
export function toyCondition(
  source: string,
  names: readonly string[],
  holds: (read: (name: string) => number) => boolean,
): Expression {
  return {
    source,
    names: [...names].sort(),
    holds: (values) => holds((name) => values[metricIndex.get(name) ?? -1] ?? Number.NaN),
  };
}

export const healthBelow = (trigger: number): Expression =>
  toyCondition(`health < ${trigger}`, ['health'], (read) => read('health') < trigger);

export const deltaOver = (band: number): Expression =>
  toyCondition(`abs(delta) > ${band}`, ['delta'], (read) => Math.abs(read('delta')) > band);

const base = { cooldown: milliseconds(0), line: 1 };
const maxSlippage = bps(30);

export const hedgeRule = (change: Partial<HedgeRule> = {}): HedgeRule => ({
  kind: 'hedge',
  name: 'hedge ETH',
  when: deltaOver(1),
  ...base,
  underlying: 'ETH',
  to: 0,
  on: ['toy ETH'],
  crossHedge: null,
  band: { kind: 'condition' },
  aim: 'centre',
  hysteresis: 0,
  hold: milliseconds(86_400_000),
  maxSlippage,
  minimum: 0.01,
  leverage: 3,
  ...change,
});

export const topUpRule = (change: Partial<TopUpRule> = {}): TopUpRule => ({
  kind: 'topUp',
  name: 'topUp toy *',
  when: healthBelow(1.3),
  ...base,
  accounts: { venue: 'toy', name: '*' },
  to: 1.8,
  from: ['USDC'],
  minimum: 1,
  maximum: Number.POSITIVE_INFINITY,
  ...change,
});

export const deleverageRule = (change: Partial<DeleverageRule> = {}): DeleverageRule => ({
  kind: 'deleverage',
  name: 'deleverage toy *',
  when: healthBelow(1.12),
  ...base,
  accounts: { venue: 'toy', name: '*' },
  to: 1.4,
  maxSlippage,
  minimum: 1,
  ...change,
});

/** From dollars of the wallet only, with no limit to how little may be moved. */
export const rebalanceRule = (change: Partial<RebalanceRule> = {}): RebalanceRule => ({
  kind: 'rebalance',
  name: 'rebalance toy *',
  when: healthBelow(1.3),
  ...base,
  accounts: [{ venue: 'toy', name: '*' }],
  to: 1.8,
  from: [{ token: 'USDC' }],
  keep: {},
  swap: [],
  maxSlippage: bps(50),
  reduce: false,
  returnAbove: Number.POSITIVE_INFINITY,
  lend: null,
  minimum: 0,
  hold: milliseconds(7 * 86_400_000),
  ...change,
});

export const always: Expression = toyCondition('always', [], () => true);

export const protectRule = (change: Partial<ProtectRule> = {}): ProtectRule => ({
  kind: 'protect',
  name: 'protect toy *',
  when: always,
  ...base,
  accounts: { venue: 'toy', name: '*' },
  at: 1.1,
  tolerance: bps(50),
  maxSlippage: null,
  ...change,
});

export const claimRule = (change: Partial<ClaimRule> = {}): ClaimRule => ({
  kind: 'claim',
  name: 'claim toy',
  when: always,
  ...base,
  venue: 'toy',
  minimum: 20,
  ...change,
});

const none = Number.POSITIVE_INFINITY;
export const unlimited: Limits = {
  order: none,
  slippage: bps(100),
  priceDeviation: bps(100),
  health: none,
  hour: { orders: none },
  day: { orders: none, turnover: none, gas: none },
};

export const unused = { ordersLastHour: 0, ordersLastDay: 0, turnoverLastDay: 0, gasLastDay: 0 };

export function toySnapshot(readings: readonly VenueReading[], unread: readonly UnreadVenue[] = []): Snapshot {
  return {
    chainId: 31337,
    account: toyAccount,
    block: {
      number: 100n,
      hash: `0x${'11'.repeat(32)}`,
      parentHash: `0x${'10'.repeat(32)}`,
      timestamp: unixSeconds(1_700_000_000),
      baseFee: wei(1_000_000_000n),
    },
    nativeBalance: wei(10n ** 18n),
    readings,
    unread,
  };
}

export function toyStrategy(rules: readonly Rule[], change: Partial<Strategy> = {}): Strategy {
  return {
    name: 'toy-book',
    file: 'toy-book.yaml',
    hash: '0x00',
    chain: 'local',
    account: toyAccount,
    mode: 'live',
    watch: [{ venue: 'toy', names: ['ETH'] }],
    rules,
    limits: unlimited,
    surviveBelow: 1.05,
    atStake: [{ above: 0, endpoints: 1, confirmations: null }],
    risk: defaultRiskSettings,
    ...change,
  };
}

/** A plan's input over one toy venue; `change` replaces any part of it. */
export function toyBook(
  rules: readonly Rule[],
  state: ToyState = toyState(),
  change: Partial<PlanInput> = {},
): PlanInput {
  return {
    strategy: toyStrategy(rules),
    snapshot: toySnapshot([toyReading(state)]),
    venues: new Map<string, Venue>([[state.venue, toyPerp(state.venue)]]),
    openOrders: [],
    history: new Map(),
    tradingState: 'active',
    usage: unused,
    now: unixMillis(1_700_000_000_000),
    ...change,
  };
}

/** A margin account with so many units of ETH at 2 000 USD and so much equity, USD. */
export const holding = (ether: number, equity: number, price = 2_000) => ({
  cash: units(equity - ether * price),
  quantities: { ETH: units(ether) },
});

export function toyOrder(terms: OrderTerms, change: Partial<Order> = {}): Order {
  return {
    id: 'order-1',
    decision: 'decision-1',
    strategy: 'toy-book',
    rule: 'hedge ETH',
    account: toyAccount,
    chainId: 31337,
    mode: 'live',
    orderClass: 'delta',
    terms,
    status: 'New',
    text: '',
    notional: 0,
    createdAt: unixMillis(1_699_999_999_000),
    ...change,
  };
}

export const tradeOf = (quantity: number, change: object = {}): OrderTerms => ({
  kind: 'trade',
  venue: 'toy',
  instrument: 'toy ETH',
  position: 'toy cross/ETH',
  side: quantity > 0 ? 'Buy' : 'Sell',
  quantity: units(Math.abs(quantity)),
  reduceOnly: false,
  maxSlippage,
  ...change,
});

/** A market order that waits at the toy venue, and would do this; `change` replaces any part of it. */
export function toyVenueOrder(terms: OrderTerms | null, change: Partial<VenueOrder> = {}): VenueOrder {
  const traded = terms?.kind === 'trade' || terms?.kind === 'rest' ? terms : null;
  return {
    id: 'venue-1',
    venue: 'toy',
    account: toyAccount,
    ordType: terms?.kind === 'rest' ? terms.ordType : 'Market',
    instrument: traded?.instrument ?? null,
    position: traded?.position ?? null,
    triggerPrice: terms?.kind === 'rest' ? terms.triggerPrice : null,
    terms,
    held: null,
    status: 'New',
    since: unixSeconds(1_699_999_990),
    overdue: false,
    cancelable: false,
    describe: traded ? `${traded.side.toLowerCase()} ${toFloat(traded.quantity)} ${traded.instrument}` : 'an order',
    ...change,
  };
}

/** A stop-loss for the whole of a position. */
export const stopOf = (quantity: number, trigger: number, change: Partial<RestingTerms> = {}): RestingTerms => ({
  kind: 'rest',
  ordType: 'Stop',
  venue: 'toy',
  instrument: 'toy ETH',
  position: 'toy cross/ETH',
  side: quantity > 0 ? 'Sell' : 'Buy',
  quantity: units(Math.abs(quantity)),
  reduceOnly: true,
  triggerPrice: units(trigger),
  maxSlippage: null,
  replaces: null,
  ...change,
});
