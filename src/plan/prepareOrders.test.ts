import { describe, expect, test } from 'vitest';
import type { TradeTerms } from '../model/order.js';
import { tokenAmount } from '../model/units.js';
import { type Venue, VenueRefusal } from '../venues/venue.js';
import type { PlanInput } from './plan.js';
import { planTick } from './planTick.js';
import { prepareOrders } from './prepareOrders.js';
import { deleverageRule, hedgeRule, holding, toyBook, toyOrder, tradeOf, units } from './testing/toyBook.js';
import { type ToyState, toyPerp, toyState } from './testing/toyPerp.js';

const long3 = toyState({ accounts: { cross: holding(3, 3_000) } });
const heldIn = (state: ToyState) => state.accounts['cross']?.quantities['ETH'];

/** A toy venue whose `prepare` refuses what cannot be projected, as the real ones do, and tells what it saw. */
function watched() {
  const toy = toyPerp('toy');
  const seen: { state: ToyState; quantity: bigint; deadline: number }[] = [];
  const venue: Venue = {
    ...toy,
    prepare(reading, terms, deadline) {
      toy.after(reading, terms);
      seen.push({ state: reading.detail as ToyState, quantity: (terms as TradeTerms).quantity, deadline });
      return [];
    },
  };
  return { venue, seen };
}

const prepared = (input: PlanInput, venues = input.venues) =>
  prepareOrders({ ...input, venues, plan: planTick(input) }).prepared.map(({ decision }) => decision);

test('default: prepares what was chosen, with a deadline two minutes after the block', () => {
  const { venue, seen } = watched();
  const input = toyBook([hedgeRule()], long3);
  expect(prepared(input, new Map([['toy', venue]]))).toEqual(planTick(input).decisions);
  expect(seen).toMatchObject([{ quantity: units(3), deadline: input.snapshot.block.timestamp + 120 }]);
});

test('behavior: each is prepared on the portfolio as the ones before it leave it', () => {
  const { venue, seen } = watched();
  prepared(toyBook([hedgeRule({ name: 'half', to: 1.5 }), hedgeRule()], long3), new Map([['toy', venue]]));
  expect(seen.map(({ state }) => heldIn(state))).toEqual([units(3), units(1.5)]);
});

test('behavior: what the venue would not take after all is refused, and the next is prepared without it', () => {
  const { venue, seen } = watched();
  const once: Venue = {
    ...venue,
    prepare(reading, terms, deadline) {
      if (seen.length === 0) {
        seen.push({ state: reading.detail as ToyState, quantity: 0n, deadline });
        throw new VenueRefusal('the pool is dry');
      }
      return venue.prepare(reading, terms, deadline);
    },
  };
  const [first, second] = prepared(
    toyBook([hedgeRule({ name: 'half', to: 1.5 }), hedgeRule()], long3),
    new Map([['toy', once]]),
  );
  expect(first).toMatchObject({ verdict: 'refused', not: ['the pool is dry'] });
  expect(second?.verdict).toBe('act');
  expect(seen[1] && heldIn(seen[1].state)).toBe(units(3));
});

test('behavior: a bug in an adapter is thrown', () => {
  const broken = {
    ...toyPerp('toy'),
    prepare: () => {
      throw new TypeError('x is undefined');
    },
  };
  expect(() => prepared(toyBook([hedgeRule()], long3), new Map([['toy', broken]]))).toThrow(TypeError);
});

describe('an order of which nobody knows what became', () => {
  /** Health 1.02: 10 short at 2 000. */
  const sick = toyState({ accounts: { cross: holding(-10, 1_250 * 1.02) }, walletBalance: tokenAmount(0n) });
  const unknown = toyOrder(tradeOf(9), { rule: 'another', status: 'Unknown' });

  test('behavior: does not stop survival, which does not count on it', () => {
    const { venue } = watched();
    const input = toyBook([deleverageRule()], sick, { openOrders: [unknown] });
    // 9 of 10 bought back already, if it did fill: then the reduction that is planned would flip the position.
    const plan = planTick(input);
    expect(plan.decisions).toMatchObject([{ verdict: 'act', orderClass: 'survive' }]);
    expect(prepared(input, new Map([['toy', venue]]))).toEqual(plan.decisions);
  });

  test('behavior: counts for everything else', () => {
    const { venue, seen } = watched();
    const openOrders = [toyOrder(tradeOf(-1), { rule: 'another', status: 'Unknown' })];
    prepared(toyBook([hedgeRule()], long3, { openOrders }), new Map([['toy', venue]]));
    expect(seen.map(({ state, quantity }) => [heldIn(state), quantity])).toEqual([[units(2), units(2)]]);
  });
});
