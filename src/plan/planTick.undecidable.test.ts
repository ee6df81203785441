import { expect, test } from 'vitest';
import { emptyDesk, type WorkedParent } from '../model/desk.js';
import { BallastError } from '../model/error.js';
import type { TradeTerms } from '../model/order.js';
import type { OrderList } from '../model/parentOrder.js';
import { parentAfter } from '../model/parentState.js';
import type { Review } from '../model/review.js';
import type { VenueReading } from '../model/snapshot.js';
import { type UnixSeconds, unixMillis } from '../model/units.js';
import { sampleReview } from '../record/testing/sampleReview.js';
import { blockOf, seller } from './blocks/testing/blockTurn.js';
import type { Plan, PlanInput } from './plan.js';
import { planTick } from './planTick.js';
import { prepareOrders } from './prepareOrders.js';
import { deleverageRule, healthBelow, holding, unlimited } from './testing/toyBook.js';
import { toyPerp, toyState } from './testing/toyPerp.js';
import { stalledAfter } from './work/stalled.js';
import { createToyDesk } from './work/testing/toyDesk.js';
import { start, toyParent } from './work/testing/toyParent.js';

const state = toyState({ accounts: { cross: holding(1, 10_000_000), sick: holding(-10, 1_020) } });
const rules = [deleverageRule({ when: healthBelow(1.3) })];
const buy = toyParent({}, { id: 'buy', clOrdId: 'buy' });
const sell = toyParent({ side: 'Sell' }, { id: 'sell', clOrdId: 'sell' });

/** At a venue that throws something over whatever is to be sold, as soon as one of its functions is asked about that. */
function inputOf(parents: readonly WorkedParent[], error: Error, asked: 'estimate' | 'prepare'): PlanInput {
  const one = createToyDesk(parents, state, { limits: unlimited, rules });
  const venue = toyPerp('toy');
  const throwing =
    <Answer>(answer: (reading: VenueReading, terms: TradeTerms, deadline: UnixSeconds) => Answer) =>
    (reading: VenueReading, terms: TradeTerms, deadline: UnixSeconds): Answer => {
      if (terms.side === 'Sell') throw error;
      return answer(reading, terms, deadline);
    };
  const poor = { ...venue, [asked]: throwing(venue[asked] as never) };
  return { ...one.input(), venues: new Map([['toy', poor]]) };
}
const said = ({ decisions }: Pick<Plan, 'decisions'>) =>
  decisions.map(({ rule, verdict, size, not }) => [rule, verdict, ...size.slice(0, 1), ...not]);
const defect = new RangeError('-1 is no quantity');
const told = 'stalled: nobody has foreseen this: -1 is no quantity';
const rescue = { kind: 'deleverage', verdict: 'act', orderClass: 'survive' };

test('default: what throws over one order holds up neither a rescue nor another order', () => {
  const plan = planTick(inputOf([sell, buy], defect, 'estimate'));
  expect(plan.decisions[0]).toMatchObject(rescue);
  expect(said(plan).slice(1)).toEqual([
    ['order sell', 'refused', told],
    ['order buy', 'hold', 'taken on'],
  ]);
});

test('behavior: a refusal is a reason like any other; people are told of it when nothing was done for long', () => {
  const old = { ...sell, createdAt: unixMillis(start - stalledAfter) };
  const plan = planTick(inputOf([sell, old], new BallastError('not today'), 'estimate'));
  expect(said(plan).slice(1)).toEqual([
    ['order sell', 'refused', 'not today'],
    ['order sell', 'refused', 'not today', 'stalled: nothing was done for 15 min'],
  ]);
});

test('behavior: over a part of an order that is worked', () => {
  const taken = [sell, buy].map((parent): WorkedParent => {
    const accepted = parentAfter(parent.state, { kind: 'accept' });
    return { ...parent, state: accepted, acceptedAt: unixMillis(start) };
  });
  const plan = planTick(inputOf(taken, defect, 'estimate'));
  expect(said(plan).slice(1)).toEqual([
    ['order sell', 'refused', told],
    ['order buy', 'act'],
  ]);
});

test('behavior: an order that cannot be prepared in the end is refused alone', () => {
  const one = createToyDesk([sell, buy], state, { limits: unlimited, rules });
  one.tick(0);
  const input = one.input();
  const plan = planTick(input);
  expect(plan.decisions.map(({ verdict }) => verdict)).toEqual(['act', 'act', 'act']);
  const { venues } = inputOf([], defect, 'prepare');
  const { prepared } = prepareOrders({ ...input, venues, plan });
  expect(prepared.map(({ decision }) => decision.verdict)).toEqual(['act', 'refused', 'act']);
  expect(prepared[1]?.decision.not).toEqual([told]);
});

/** Something of which one part cannot be read. */
const broken = <Whole extends object>(whole: Whole, part: keyof Whole): Whole =>
  Object.defineProperty({ ...whole }, part, {
    get() {
      throw defect;
    },
  });

test('behavior: legs that throw are held as one, and a block and a question by themselves', () => {
  const list: OrderList = {
    ...{ id: 'spread', kind: 'legs', count: 2, imbalance: 1, onFailure: 'hold', author: 'ann' },
    createdAt: unixMillis(start),
  };
  const legs = [buy, sell].map((leg) => ({ ...leg, id: `leg ${leg.id}`, list: list.id }));
  const one = createToyDesk([...legs, buy], state, { limits: unlimited, rules }, [list]);
  const { desk = emptyDesk, ...input } = one.input();
  const [spread] = desk.legs;
  if (!spread) throw new Error('no legs');
  const block = broken(blockOf([seller('member', 1)]), 'method');
  const open: Review = { ...sampleReview({ expiresAt: unixMillis(start) }), id: 'review-1', status: 'Open', votes: [] };
  const review = broken(open, 'onExpiry');
  const plan = planTick({
    ...input,
    desk: { ...desk, legs: [broken(spread, 'status')], blocks: [block], reviews: [review] },
  });
  expect(plan.decisions[0]).toMatchObject(rescue);
  expect(said(plan).slice(1)).toEqual([
    ['order buy', 'refused', told],
    ['order sell', 'refused', told],
    ['order buy', 'hold', 'taken on'],
    ['block block-1', 'refused', '-1 is no quantity'],
    ['hedge ETH', 'refused', told],
  ]);
});
