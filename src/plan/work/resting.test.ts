import { expect, test } from 'vitest';
import type { WorkedParent } from '../../model/desk.js';
import { emptyDesk } from '../../model/desk.js';
import type { RestingTerms } from '../../model/order.js';
import type { ParentTerms } from '../../model/parentOrder.js';
import { parentAfter } from '../../model/parentState.js';
import type { Review } from '../../model/review.js';
import { bps, milliseconds, toFloat, unixMillis } from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';
import { wholeOf } from '../coversOrder.js';
import type { PlanInput } from '../plan.js';
import { planTick } from '../planTick.js';
import { holding, toyBook, toyOrder, toyStrategy, toyVenueOrder, units, unlimited } from '../testing/toyBook.js';
import { toyState } from '../testing/toyPerp.js';
import { start, toyParent } from './testing/toyParent.js';

/** Taken on a minute ago, at a venue where orders rest. */
function accepted(terms: Partial<ParentTerms>, change: Partial<WorkedParent> = {}): WorkedParent {
  const parent = toyParent(terms, { acceptedAt: unixMillis(start - 60_000), arrivalPrice: 2_000 });
  return { ...parent, state: parentAfter(parent.state, { kind: 'accept' }), ...change };
}

const planned = (
  parent: WorkedParent,
  orders: readonly VenueOrder[] = [],
  change: Partial<PlanInput> = {},
  cross = holding(0, 100_000),
) =>
  planTick(
    toyBook([], toyState({ accounts: { cross }, orders }), {
      ...change,
      openOrders: [
        ...parent.children.map((child) =>
          toyOrder(child.terms, { ...child, parent: parent.id, venueOrders: ['venue-1'] }),
        ),
      ],
      desk: { ...emptyDesk, parents: [parent] },
    }),
  );
const rested = (parent: WorkedParent) => planned(parent).decisions[0]?.action?.terms as RestingTerms | undefined;

test('default: a limit order that cannot be traded now rests at the venue, with all of its slippage within the limit', () => {
  const terms = rested(accepted({ ordType: 'Limit', price: units(1_900), maxSlippage: bps(100) }));
  expect(terms).toMatchObject({ kind: 'rest', ordType: 'Limit', side: 'Buy', quantity: units(10), replaces: null });
  if (!terms) throw new Error('nothing rests');
  expect(toFloat(terms.triggerPrice)).toBeCloseTo(1_900 / 1.01, 9);
  const worst = toFloat(terms.triggerPrice) * (1 + (terms.maxSlippage ?? Number.NaN) / 10_000);
  expect(worst).toBeLessThanOrEqual(1_900);
  expect(worst).toBeCloseTo(1_900, 4);
});

test('behavior: a stop rests at its trigger; one that only reduces closes at any price', () => {
  expect(rested(accepted({ ordType: 'Stop', stopPx: units(2_100) }))).toMatchObject({
    ...{ kind: 'rest', ordType: 'Stop', triggerPrice: units(2_100), maxSlippage: bps(50) },
  });
  const limited = rested(accepted({ ordType: 'StopLimit', stopPx: units(2_100), price: units(2_121) }));
  expect(limited?.maxSlippage).toBeCloseTo(100, 4);
  expect(limited?.maxSlippage).toBeLessThan(100);
});

test('behavior: what can be traded now, is worked in parts, or is for now only does not rest', () => {
  for (const terms of [
    { ordType: 'Limit', price: units(2_010) },
    { ordType: 'Limit', price: units(1_900), timeInForce: 'IOC' },
    {
      ordType: 'Limit',
      price: units(1_900),
      algorithm: { kind: 'twap', over: milliseconds(60_000), slices: 2, jitter: 0 },
    },
  ] as const) {
    expect(rested(accepted(terms))?.kind).not.toBe('rest');
  }
});

test('behavior: while it rests nothing is sent; it is taken back when it is paused, canceled or suspended, once', () => {
  const terms = rested(accepted({ ordType: 'Limit', price: units(1_900) }));
  if (!terms) throw new Error('nothing rests');
  const at = unixMillis(start - 30_000);
  const child = { id: 'child-1', terms, status: 'New', text: '', createdAt: at, updatedAt: at, fills: [] } as const;
  const resting = accepted({ ordType: 'Limit', price: units(1_900) }, { children: [child] });
  const there = (status: VenueOrder['status']) => [toyVenueOrder(terms, { status, cancelable: true })];
  expect(planned(resting, there('New')).decisions).toEqual([]);

  const taken = [
    { kind: 'work', verdict: 'act', action: { parent: 'parent-1', terms: { kind: 'cancel', order: 'venue-1' } } },
  ];
  expect(planned(resting, there('Suspended')).decisions).toMatchObject(taken);
  for (const kind of ['pause', 'requestCancel'] as const) {
    const asked = { ...resting, state: parentAfter(resting.state, { kind }) };
    const plan = planned(asked, there('New'));
    expect(plan.decisions).toMatchObject(taken);
    expect(plan.desk).toBeUndefined();
  }
  const gone = { ...resting, children: [{ ...child, status: 'Canceled' as const, text: 'taken back' }] };
  const canceled = { ...gone, state: parentAfter(gone.state, { kind: 'requestCancel' }) };
  expect(planned(canceled).desk).toMatchObject([{ event: { kind: 'cancel' } }]);
});

test('behavior: a cancel that has failed is tried again later each time', () => {
  const terms = rested(accepted({ ordType: 'Limit', price: units(1_900) }));
  if (!terms) throw new Error('nothing rests');
  const there = [toyVenueOrder(terms, { status: 'New', cancelable: true })];
  const triedAt = (...ago: number[]) => {
    const failed = ago.map((back, i) => ({
      ...{ id: `cancel-${i}`, terms: { kind: 'cancel', venue: 'toy', order: 'venue-1' } as const, text: 'reverted' },
      ...{ status: 'Rejected' as const, createdAt: unixMillis(start - back), updatedAt: unixMillis(start - back) },
      fills: [],
    }));
    const at = unixMillis(start - 30_000);
    const child = { id: 'child-1', terms, status: 'New', text: '', createdAt: at, updatedAt: at, fills: [] } as const;
    const resting = accepted({ ordType: 'Limit', price: units(1_900) }, { children: [child, ...failed] });
    const asked = { ...resting, state: parentAfter(resting.state, { kind: 'requestCancel' }) };
    return planned(asked, there).decisions.length;
  };
  expect([triedAt(1_900), triedAt(2_000), triedAt(10_000, 3_900), triedAt(10_000, 4_000)]).toEqual([0, 1, 0, 1]);
});

test('behavior: an entry that is too large to rest as one is held by the keeper, and worked in parts; a stop that only reduces rests', () => {
  const strategy = toyStrategy([], { limits: { ...unlimited, order: 5_000 } });
  const stop = { ordType: 'Stop', stopPx: units(1_900), side: 'Sell' } as const;
  const held = planned(accepted(stop), [], { strategy }).decisions;
  expect(held).toMatchObject([
    { verdict: 'hold', not: [expect.stringMatching(/^the stop at 1900 USD is not touched/)] },
  ]);
  const touched = planned(accepted({ ...stop, stopPx: units(2_000) }), [], { strategy }).decisions;
  expect(touched).toMatchObject([{ verdict: 'act', action: { terms: { kind: 'trade', quantity: units(2.5) } } }]);
  const small = planned(accepted({ ...stop, quantity: units(2) }), [], { strategy }).decisions;
  expect(small).toMatchObject([{ verdict: 'act', action: { terms: { kind: 'rest', quantity: units(2) } } }]);
  const protects = planned(accepted({ ...stop, reduceOnly: true }), [], { strategy }, holding(10, 100_000)).decisions;
  expect(protects).toMatchObject([{ verdict: 'act', action: { terms: { kind: 'rest', quantity: units(10) } } }]);
});

test('behavior: what rests has used up its share of the turnover for the orders after it', () => {
  const limits = { ...unlimited, day: { ...unlimited.day, turnover: 30_000 } };
  const buy = { ordType: 'Limit', price: units(1_900) } as const;
  const two = accepted(buy, { id: 'parent-2', clOrdId: 'two' });
  const { decisions } = planTick(
    toyBook([], toyState({ accounts: { cross: holding(0, 100_000) }, orders: [] }), {
      strategy: toyStrategy([], { limits }),
      desk: { ...emptyDesk, parents: [accepted(buy), two] },
    }),
  );
  expect(decisions.map(({ action }) => action?.terms.kind)).toEqual(['rest', undefined]);
});

test('behavior: what was approved whole rests whole, though it is dearer by now, and nobody is asked again', () => {
  const limits = { ...unlimited, standing: { order: { review: 10_000, reject: null } } };
  const parent = accepted({ ordType: 'Limit', price: units(1_900) });
  const asked = {
    ...{
      strategy: 'toy-book',
      chainId: 31_337,
      rule: 'order one',
      subject: { parent: 'parent-1' },
      orderClass: 'delta',
    },
    ...{
      terms: wholeOf(parent.terms, units(10)),
      notional: 19_500,
      approved: 19_500,
      approvals: 1,
      onExpiry: 'reject',
    },
    ...{ id: 'review-1', status: 'Approved', openedAt: unixMillis(start), expiresAt: unixMillis(start) },
    checks: [{ code: 'MAX_ORDER_USD', verdict: 'review', text: '' }],
    votes: [{ author: 'bob', verdict: 'approve', text: '', at: unixMillis(start) }],
  } as const satisfies Review;
  const plan = (reviews: readonly Review[]) =>
    planTick(
      toyBook([], toyState({ accounts: { cross: holding(0, 100_000) }, orders: [] }), {
        strategy: toyStrategy([], { limits }),
        desk: { ...emptyDesk, parents: [parent], reviews },
      }),
    );
  expect(plan([]).decisions).toMatchObject([{ verdict: 'review' }]);
  expect(plan([asked]).decisions).toMatchObject([
    { verdict: 'act', action: { terms: { kind: 'rest', quantity: units(10) } } },
  ]);
  expect(plan([asked]).desk).toBeUndefined();
});
