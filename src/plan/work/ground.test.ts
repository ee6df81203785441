import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Exposure, exposureOf } from '../../guard/exposure.js';
import { dayPnlOf, shockPnlOf, valueAtRisk99 } from '../../guard/scenarioPnl.js';
import { type Desk, emptyDesk, type WorkedParent } from '../../model/desk.js';
import type { Side } from '../../model/order.js';
import type { Limits } from '../../model/strategy.js';
import { unixMillis } from '../../model/units.js';
import { outlookOf } from '../outlookOf.js';
import type { DecisionDraft } from '../plan.js';
import { type Portfolio, portfolioOf } from '../portfolio.js';
import { toyBook, toyStrategy, units, unlimited } from '../testing/toyBook.js';
import { toyPerp, toyState } from '../testing/toyPerp.js';
import type { Turn } from '../turn.js';
import { answerOn, capture } from './capture.js';
import { createGround } from './ground.js';
import { start, toyParent } from './testing/toyParent.js';

const state = toyState({
  marks: { ETH: units(2_000), BTC: units(60_000) },
  accounts: { cross: { cash: units(1e6), quantities: { ETH: units(10), BTC: units(-1) } } },
});
const venues = new Map([['toy', toyPerp('toy')]]);
const most = (reject: number) => ({ review: reject * 0.8, reject });
/** So that of some hundred orders some pass, some are for review, and some are rejected. */
const limits: Limits = {
  ...unlimited,
  standing: {
    ...{ position: most(90_000), gross: most(160_000), net: most(60_000), leverage: most(0.2) },
    ...{ greeks: { '*': { delta: most(30) } }, concentration: { underlying: most(0.9) } },
    ...{ stress: most(40_000), valueAtRisk: most(8_000) },
  },
};

/** A turn in which these were taken on before. */
function turnWith(parents: readonly WorkedParent[]): Turn {
  const desk: Desk = { ...emptyDesk, parents };
  const input = toyBook([], state, { strategy: toyStrategy([], { limits }), venues, desk });
  return {
    ...{ input, desk, openOrders: [], usage: input.usage, decided: [], unseen: [] },
    flying: { vouched: [], doubtful: [], untold: [], suspended: [], byHand: [] },
    portfolio: portfolioOf(input.snapshot, venues, outlookOf(input)),
    inFlight: () => null,
  };
}

const accepted = (parent: WorkedParent): WorkedParent => ({
  ...parent,
  acceptedAt: unixMillis(start),
  state: { ...parent.state, stage: 'accepted', status: 'New' },
});

interface Asked {
  name: 'ETH' | 'BTC';
  side: Side;
  /** USD. */
  worth: number;
  reduceOnly: boolean;
}

const one: Asked = { name: 'ETH', side: 'Buy', worth: 2_000, reduceOnly: false };

const orders = fc.array(
  fc.record<Asked>({
    name: fc.constantFrom('ETH', 'BTC'),
    side: fc.constantFrom('Buy', 'Sell'),
    worth: fc.integer({ min: 1_000, max: 30_000 }),
    reduceOnly: fc.boolean(),
  }),
  { minLength: 2, maxLength: 12 },
);

const parentOf = ({ name, side, worth, reduceOnly }: Asked, i: number) =>
  toyParent(
    {
      ...{ instrument: `toy ${name}`, position: `toy cross/${name}`, side, reduceOnly },
      quantity: units(worth / (name === 'ETH' ? 2_000 : 60_000)),
    },
    { id: `order ${i}`, clOrdId: `order ${i}` },
  );

const delta = (portfolio: Portfolio, name: string) =>
  portfolio.risk.underlyings.find(({ underlying }) => underlying === name)?.delta ?? Number.NaN;

test('default: what was taken on counts for the next, as if it had been taken on in an earlier tick', () => {
  const ground = createGround(turnWith([accepted(parentOf({ ...one, worth: 2_000 }, 0))]));
  const next = parentOf(one, 9);
  expect(delta(ground.under(next), 'ETH')).toBeCloseTo(11, 9);
  ground.took(parentOf({ ...one, worth: 4_000 }, 1));
  expect(delta(ground.under(next), 'ETH')).toBeCloseTo(13, 9);
  // What it sells may not come to be, and makes no room for what is bought.
  ground.took(parentOf({ ...one, side: 'Sell', worth: 2_000 }, 2));
  expect(delta(ground.under(next), 'ETH')).toBeCloseTo(13, 9);
  expect(delta(ground.under({ ...next, terms: { ...next.terms, side: 'Sell' } }), 'ETH')).toBeCloseTo(9, 9);
});

test('behavior: where one turns the side on which more is left, all of that side counts and nothing of the other', () => {
  const ground = createGround(
    turnWith([
      accepted(parentOf({ ...one, worth: 2_000 }, 0)),
      accepted(parentOf({ ...one, side: 'Sell', worth: 1_000 }, 1)),
    ]),
  );
  const other = parentOf({ ...one, name: 'BTC' }, 9);
  expect(delta(ground.under(other), 'ETH')).toBeCloseTo(11, 9);
  ground.took(parentOf({ ...one, side: 'Sell', worth: 4_000 }, 2));
  expect(delta(ground.under(other), 'ETH')).toBeCloseTo(7.5, 9);
});

test('behavior: an order itself does not count for what it is judged on', () => {
  const own = accepted(parentOf({ ...one, worth: 2_000 }, 0));
  const ground = createGround(turnWith([own]));
  expect(delta(ground.under(own), 'ETH')).toBeCloseTo(10, 9);
  expect(delta(ground.under(own, [{ ...own, state: { ...own.state, quantity: units(5) } }]), 'ETH')).toBeCloseTo(10, 9);
  const beside = { ...parentOf(one, 1), state: { ...own.state, quantity: units(5) } };
  expect(delta(ground.under(own, [beside]), 'ETH')).toBeCloseTo(15, 9);
});

test('invariant: what grows with each order that is taken on judges the next as what is worked out anew from all of them', () => {
  const verdicts = new Set<string>();
  fc.assert(
    fc.property(orders, (asked) => {
      const turn = turnWith([]);
      const grown = createGround(turn);
      const taken: WorkedParent[] = [];
      for (const parent of asked.map(parentOf)) {
        const anew = turnWith(taken.map(accepted));
        const [mine, theirs] = [
          { turn, portfolio: grown.under(parent) },
          { turn: anew, portfolio: createGround(anew).under(parent) },
        ].map(({ turn: now, portfolio }) => {
          const { decisions, events } = capture(now, parent, portfolio, answerOn(now, parent));
          return { decisions, events, told: tellOf(exposureOf(portfolio)) };
        });
        expect(mine?.told).toEqual(theirs?.told);
        expect(mine?.decisions.map(verdictsOf)).toEqual(theirs?.decisions.map(verdictsOf));
        const kinds = (mine?.events ?? []).map((event) => (event.kind === 'parent' ? event.event.kind : event.kind));
        verdicts.add(kinds.join());
        if (!kinds.includes('accept')) continue;
        taken.push(parent);
        grown.took(parent);
      }
    }),
    { numRuns: 20 },
  );
  // All that may be said of an order was.
  expect([...verdicts].sort()).toEqual(['accept', 'flag,openReview', 'reject']);
});

const verdictsOf = ({ verdict, checks }: DecisionDraft) => [
  verdict,
  ...checks.map((check) => [check.code, check.verdict]),
];

/** What a trade is judged by, in as many digits as rounding does not touch. */
function tellOf(exposure: Exposure) {
  const of = (value: number) => Math.round(value * 1e3) / 1e3;
  const { totals, equity } = exposure;
  return {
    ...{ equity: of(equity), gross: of(totals.gross), net: of(totals.net), leveraged: of(totals.leveraged) },
    byInstrument: [...totals.byInstrument].map(([name, value]) => [name, of(value)]).sort(),
    stress: [...shockPnlOf(exposure).book].map(of),
    valueAtRisk: of(valueAtRisk99(dayPnlOf(exposure).book)),
  };
}
