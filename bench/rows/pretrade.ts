import { assess } from '../../src/assess/assess.js';
import type { CheckContext } from '../../src/guard/check.js';
import { checkAction } from '../../src/guard/checkAction.js';
import { exposureOf } from '../../src/guard/exposure.js';
import { alone } from '../../src/guard/surroundings.js';
import type { Action } from '../../src/model/decision.js';
import { emptyDesk } from '../../src/model/desk.js';
import type { Bound, StandingLimits } from '../../src/model/limits.js';
import type { Market } from '../../src/model/market.js';
import type { TradeTerms } from '../../src/model/order.js';
import { plainOutlook } from '../../src/model/outlook.js';
import type { Position } from '../../src/model/position.js';
import type { RiskReport } from '../../src/model/riskReport.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import { unixSeconds } from '../../src/model/units.js';
import { type Portfolio, portfolioAfter } from '../../src/plan/portfolio.js';
import { toyBook, toySnapshot, tradeOf, units, unlimited, unused } from '../../src/plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../../src/plan/testing/toyPerp.js';
import { createGround } from '../../src/plan/work/ground.js';
import { toyParent } from '../../src/plan/work/testing/toyParent.js';
import type { Contest } from '../contest.js';

const count = 1_000;
const venue = toyPerp('toy');
const most = (reject: number): Bound => ({ review: reject / 2, reject });

/** Everything but what a day may cost, which is drawn from ten thousand futures and has a row of its own. */
const limits: StandingLimits = {
  position: most(1e9),
  positions: { 'toy *': most(1e9) },
  gross: most(1e12),
  net: most(1e12),
  leverage: most(1e9),
  greeks: { '*': { delta: most(1e9), gamma: most(1e9), vega: most(1e12) } },
  concentration: { underlying: most(2), venue: most(2), expiry: most(2), protocol: most(2) },
  restricted: ['lyra *'],
  stress: most(1e12),
  depth: most(1),
  collar: most(1_000),
  duplicates: { review: 60_000, reject: 10_000 },
  crossing: 'review',
  minute: { orders: most(1e9) },
  day: { turnover: most(1e12), loss: most(1e9) },
};

/** Pre-trade checks on a large portfolio: the first order works out what it is exposed to, the others are added to that. */
export function contests(): Contest[] {
  const snapshot = portfolio();
  const risk = assess(snapshot, new Map([['toy', venue]]), plainOutlook);
  const orders = Array.from({ length: 100 }, (_, i) => orderOf(0.1 + i / 100));
  const all = { ...limits, valueAtRisk: most(1e12) };
  const rejected = orders.flatMap((order) =>
    checkAction(contextOf(snapshot, risk, order, all)).checks.filter(({ verdict }) => verdict !== 'pass'),
  );
  return [
    {
      title: 'pre-trade checks over 1,000 positions, 750 of them options',
      unit: 'ms',
      of: 'order',
      clock: 'processor',
      contestants: [
        { name: 'one of many orders', per: orders.length, run: () => checkAll(snapshot, risk, orders, limits) },
        {
          name: 'one of many, value at risk too',
          per: orders.length,
          run: () => checkAll(snapshot, risk, orders, all),
        },
        {
          name: 'the first order of a portfolio',
          per: 1,
          run: () => checkAll(snapshot, { ...risk }, orders.slice(0, 1), limits),
        },
        {
          name: 'the first, value at risk too',
          per: 1,
          run: () => checkAll(snapshot, { ...risk }, orders.slice(0, 1), all),
        },
        {
          name: 'each is taken, and the next is checked on what it leaves',
          per: taken,
          run: () => takeAll(snapshot, risk, orders.slice(0, taken), all),
        },
        {
          name: 'each is taken on as an order of a person, and rests',
          per: taken,
          run: () => captureAll(snapshot, risk, orders.slice(0, taken), all),
        },
        {
          name: 'of that, the portfolio after it without any check',
          per: taken,
          run: () => takeAll(snapshot, risk, orders.slice(0, taken), null),
        },
      ],
      limits: [
        { of: 'one of many orders', atMost: 5 },
        { of: 'one of many, value at risk too', atMost: 5 },
        { of: 'each is taken, and the next is checked on what it leaves', atMost: 25 },
        { of: 'each is taken on as an order of a person, and rests', atMost: 25 },
      ],
      lines: () => [{ say: `${rejected.length} of the checks objected`, met: rejected.length === 0 }],
    },
  ];
}

/** So many orders one after the other, each on the portfolio that the one before has left. */
const taken = 20;

function takeAll(start: Snapshot, risk: RiskReport, orders: readonly Action[], standing: StandingLimits | null): void {
  const venues = new Map([['toy', venue]]);
  let portfolio: Portfolio = { snapshot: start, risk, outlook: plainOutlook };
  for (const order of orders) {
    if (standing) checkAction(contextOf(portfolio.snapshot, portfolio.risk, order, standing));
    portfolio = portfolioAfter(portfolio, venues, order.terms);
  }
}

/** The same of orders that people ask for: what is judged is what all of them would leave. */
function captureAll(start: Snapshot, risk: RiskReport, orders: readonly Action[], standing: StandingLimits): void {
  const portfolio: Portfolio = { snapshot: start, risk, outlook: plainOutlook };
  const { desk = emptyDesk, ...input } = toyBook([], undefined, { snapshot: start, venues: new Map([['toy', venue]]) });
  const ground = createGround({
    ...{ input, desk, portfolio, openOrders: [], usage: unused, decided: [], unseen: [] },
    flying: { vouched: [], doubtful: [], untold: [], byHand: [], suspended: [] },
    inFlight: () => null,
  });
  for (const [i, order] of orders.entries()) {
    const { quantity } = order.terms as TradeTerms;
    const parent = toyParent({ quantity }, { id: `order ${i}` });
    const { snapshot, risk: after } = ground.under(parent);
    checkAction(contextOf(snapshot, after, order, standing));
    ground.took(parent);
  }
}

function checkAll(snapshot: Snapshot, risk: RiskReport, orders: readonly Action[], standing: StandingLimits): void {
  for (const order of orders) checkAction(contextOf(snapshot, risk, order, standing));
}

function orderOf(quantity: number): Action {
  const terms = tradeOf(quantity) as TradeTerms;
  const [rule, subject] = ['rule', { underlying: 'ETH' }];
  return { ...{ rule, subject, orderClass: 'delta', terms }, notional: quantity * 2_000 };
}

function contextOf(snapshot: Snapshot, risk: RiskReport, action: Action, standing: StandingLimits): CheckContext {
  return {
    ...{ action, snapshot, venue, limits: unlimited, tradingState: 'active', usage: unused },
    ...{ unseen: [], unknownOrders: [], agreement: null, headAge: null, least: 1 },
    atStake: [{ above: 0, endpoints: 1, confirmations: null }],
    now: 0 as CheckContext['now'],
    levels: [{ level: 'strategy', limits: standing }],
    exposure: () => exposureOf({ snapshot, risk, outlook: plainOutlook }),
    ...{ surroundings: alone, strategy: 'bench', parent: null, approval: null },
    runway: () => Number.POSITIVE_INFINITY,
    breaks: [],
    undoneBy: () => null,
  };
}

/** Options of 30 expiries and 25 strikes, and perpetuals of as many underlyings as are left. */
function portfolio(): Snapshot {
  const perpetuals = Array.from({ length: count / 4 }, (_, i) => (i === 0 ? 'ETH' : `U${i}`));
  const marks = Object.fromEntries(perpetuals.map((name, i) => [name, units(i === 0 ? 2_000 : 10 + i)]));
  const quantities = Object.fromEntries(perpetuals.map((name, i) => [name, units(i % 2 === 0 ? 10 : -10)]));
  const reading = toyReading(toyState({ marks, accounts: { cross: { cash: units(10_000_000), quantities } } }));
  const { timestamp } = toySnapshot([]).block;
  const options = Array.from({ length: (count * 3) / 4 }, (_, i): { position: Position; market: Market } => {
    const expiry = unixSeconds(timestamp + (1 + (i % 30)) * 86_400);
    const strike = units(1_400 + 50 * Math.floor(i / 30));
    const instrument = {
      kind: 'option',
      id: `toy option ${i}`,
      venue: 'toy',
      underlying: 'ETH',
      expiry,
      strike,
      right: 'call',
    } as const;
    const pricing = { vol: 0.7, spot: 2_000, rate: 0.02 };
    const [quantity, mark] = [units(i % 3 === 0 ? -2 : 1), units(100)];
    const position = { id: instrument.id, venue: 'toy', account: toySnapshot([]).account, instrument, quantity, mark };
    return {
      position: { ...position, value: units(100), marginAccount: null, pricing },
      market: { instrument, mark, last: mark, index: units(2_000), fee: 0 as Market['fee'], closed: null, pricing },
    };
  });
  return toySnapshot([
    {
      ...reading,
      positions: [...reading.positions, ...options.map(({ position }) => position)],
      markets: [...reading.markets, ...options.map(({ market }) => market)],
    },
  ]);
}
