import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockState, Child, WorkedParent } from '../../model/desk.js';
import { bps, unixMillis, WAD, type Wad, wad } from '../../model/units.js';
import { allowanceOf } from './allowanceOf.js';
import { sampleParent } from './testing/sampleParent.js';

const at = unixMillis(1_700_000_002_000);
const perp = { venue: 'perp-v2', instrument: 'perp-v2 ETH' };

/** A child that has filled, or is still on its way. */
function childOf(parent: WorkedParent, quantity: Wad, price: bigint, isFilled = true): Child {
  const { venue, instrument, position, side, reduceOnly, maxSlippage } = parent.terms;
  const trade = { venue, instrument, position, side, reduceOnly, maxSlippage, quantity };
  const fill = {
    kind: 'trade',
    instrument,
    underlying: 'ETH',
    side,
    quantity,
    price: wad(price),
    fee: wad(0n),
  } as const;
  return {
    id: `${parent.id} ${parent.children.length}`,
    terms: { kind: 'trade', ...trade },
    status: isFilled ? 'Filled' : 'New',
    text: '',
    createdAt: at,
    updatedAt: at,
    fills: isFilled ? [fill] : [],
  };
}

const withChild = (parent: WorkedParent, quantity: Wad, price = 2_000n * WAD, isFilled = true): WorkedParent => ({
  ...parent,
  children: [...parent.children, childOf(parent, quantity, price, isFilled)],
});

const blockOf = (parents: readonly WorkedParent[], maxDeviation = 10): BlockState => ({
  ...{ id: 'block', chainId: 31_337, instrument: perp.instrument, side: 'Buy', method: 'interleave', strategy: null },
  ...{
    account: null,
    parent: null,
    price: null,
    maxDeviation: bps(maxDeviation),
    status: 'Working',
    author: 'somebody',
  },
  quantity: wad(parents.reduce((sum, { terms }) => sum + terms.quantity, 0n)),
  members: parents.map(({ id, strategy, account, terms }) => ({
    ...{ parent: id, strategy, account, quantity: terms.quantity, gives: null },
  })),
  createdAt: unixMillis(at - 1),
  parents,
  allocations: [],
});

const twap = { kind: 'twap', over: 60_000, slices: 5, jitter: 0 } as const;
const member = (id: string, quantity: bigint) =>
  sampleParent(id, { ...perp, quantity: wad(quantity), algorithm: twap as never });

test('default: a slice each to begin with, and then no more than one ahead of whoever is furthest behind', () => {
  const [a, b] = [member('a', 10n * WAD), member('b', 20n * WAD)];
  expect(allowanceOf(a, blockOf([a, b])).quantity).toBe(2n * WAD);
  expect(allowanceOf(b, blockOf([a, b])).quantity).toBe(4n * WAD);
  const ahead = withChild(a, wad(2n * WAD));
  const { quantity, says } = allowanceOf(ahead, blockOf([ahead, b]));
  expect([quantity, says]).toEqual([0n, expect.stringMatching(/^not more than 20 % ahead of 0x0+62, which has 0 %$/)]);
  expect(allowanceOf(b, blockOf([ahead, b])).quantity).toBe(8n * WAD);
});

test('behavior: what is on its way counts for the one it belongs to, and not for the others', () => {
  const [a, b] = [withChild(member('a', 10n * WAD), wad(2n * WAD), WAD, false), member('b', 20n * WAD)];
  expect(allowanceOf(a, blockOf([a, b])).quantity).toBe(0n);
  expect(allowanceOf(b, blockOf([a, b])).quantity).toBe(4n * WAD);
});

test('behavior: whoever has paid more than the bound more goes first; within it the row is as ever', () => {
  const cheap = withChild(member('a', 10n * WAD), wad(2n * WAD), 2_000n * WAD);
  const dear = withChild(member('b', 10n * WAD), wad(2n * WAD), 2_010n * WAD);
  const held = allowanceOf(cheap, blockOf([cheap, dear], 10));
  expect([held.quantity, held.says]).toEqual([0n, expect.stringContaining('more than 10 bps more and goes first')]);
  expect(allowanceOf(dear, blockOf([cheap, dear], 10)).quantity).toBe(2n * WAD);
  expect(allowanceOf(cheap, blockOf([cheap, dear], 100)).quantity).toBe(2n * WAD);
  const sells = (parent: WorkedParent): WorkedParent => ({ ...parent, terms: { ...parent.terms, side: 'Sell' } });
  const [worse, better] = [sells(cheap), sells(dear)];
  expect(allowanceOf(better, blockOf([worse, better], 10)).quantity).toBe(0n);
});

test('behavior: who is paused, waits or is over holds nobody back; nothing is more than what is left', () => {
  const a = withChild(member('a', 10n * WAD), wad(2n * WAD));
  for (const status of ['Suspended', 'PendingReview', 'Canceled', 'Filled'] as const) {
    const b = sampleParent('b', { ...perp, algorithm: twap as never }, { status });
    expect(allowanceOf(a, blockOf([a, b]))).toEqual({ quantity: 8n * WAD, says: '' });
  }
});

test('behavior: an order that is not in the block, or was left out, has no turn', () => {
  const [a, b] = [member('a', WAD), member('b', WAD)];
  expect(allowanceOf(a, blockOf([b])).quantity).toBe(0n);
});

test('invariant: whatever is taken of it, in whatever row, nobody is ever more than a slice ahead, and all is done in the end', () => {
  const sizes = fc.array(fc.bigInt({ min: 10n ** 6n, max: 10n ** 22n }), { minLength: 2, maxLength: 6 });
  const turns = fc.array(
    fc.record({
      who: fc.nat(),
      share: fc.integer({ min: 1, max: 100 }),
      price: fc.integer({ min: 1_900, max: 2_100 }),
    }),
    {
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(sizes, turns, fc.integer({ min: 0, max: 1_000 }), (quantities, taken, deviation) => {
      let parents = quantities.map((quantity, i) => member(`m${i}`, quantity));
      const shares = () =>
        parents.map(({ children, terms }) => {
          const done = children.reduce(
            (sum, { fills }) =>
              sum + fills.reduce((all, fill) => all + (fill.kind === 'trade' ? fill.quantity : 0n), 0n),
            0n,
          );
          return Number((done * 1_000_000n) / terms.quantity) / 1_000_000;
        });
      const take = (index: number, share: number, price: bigint) => {
        const parent = parents[index];
        if (!parent) return;
        const { quantity } = allowanceOf(parent, blockOf(parents, deviation));
        const part = (quantity * BigInt(share)) / 100n;
        if (part > 0n) parents = parents.map((one) => (one === parent ? withChild(one, wad(part), price * WAD) : one));
        const now = shares();
        // A unit of the smallest order is a thousandth.
        expect(Math.max(...now) - Math.min(...now)).toBeLessThanOrEqual(0.2 + 0.002);
      };
      for (const { who, share, price } of taken) take(who % parents.length, share, BigInt(price));
      // Where each pays another price, they go one after the other.
      for (let round = 0; round < 60 && Math.min(...shares()) < 0.99; round++)
        for (let i = 0; i < parents.length; i++) take(i, 100, 2_000n);
      expect(Math.min(...shares())).toBeGreaterThan(0.99);
    }),
    { numRuns: 40 },
  );
});
