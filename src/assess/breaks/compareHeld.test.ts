import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Break } from '../../model/breaks.js';
import { toFloat, unixMillis, unixSeconds, type Wad, wad } from '../../model/units.js';
import type { Baseline } from './baseline.js';
import { type Compared, compareHeld, isAsItWas, isGift, type Shown } from './compareHeld.js';
import type { Held } from './held.js';
import type { HeldByHand, Known, KnownFill } from './known.js';
import { firstBaseline, nextBaseline } from './nextBaseline.js';
import { withAdopted } from './withAdopted.js';

const one = 10n ** 18n;
const usdc = { symbol: 'USDC', address: `0x${'11'.repeat(20)}`, decimals: 6 } as const;
const weth = { symbol: 'WETH', address: `0x${'22'.repeat(20)}`, decimals: 18 } as const;
const account = `0x${'aa'.repeat(20)}` as const;
const hash = `0x${'ab'.repeat(32)}` as const;
const plain = { carry: 0, expiry: null } as const;

const wallet = (quantity: bigint, token: typeof usdc | typeof weth = usdc): Held => ({
  ...{ ...plain, what: `wallet ${token.symbol}`, kind: 'token', venue: 'wallet', token },
  ...{ quantity: wad(quantity), price: token === usdc ? 1 : 2_000 },
});
const perpetual = (quantity: bigint): Held => ({
  ...{ ...plain, what: 'toy ETH', kind: 'units', venue: 'toy', token: null, quantity: wad(quantity), price: 2_000 },
});
const balance = (quantity: bigint, price: number | null = 1): Held => ({
  ...{ ...plain, what: 'lend USDC', kind: 'balance', venue: 'lend', token: usdc, quantity: wad(quantity), price },
});

const shownAt = (block: bigint, held: readonly Held[], unread: string[] = []): Shown => ({
  ...{ block, time: unixSeconds(1_700_000_000 + Number(block)), held, unread, strategyHash: '0x01' },
  read: ['wallet', 'toy', 'lend'].filter((venue) => !unread.includes(venue)),
});
const nothing: Known = { fills: [], flows: [], isComplete: true, inFlight: [], heldByHand: [] };
const began = (...held: Held[]): Baseline => firstBaseline(shownAt(10n, held), new Map());

const tradeFill = (quantity: bigint, more: Partial<KnownFill> = {}): KnownFill => ({
  fill: {
    ...{ kind: 'trade', instrument: 'toy ETH', underlying: 'ETH', side: quantity > 0n ? 'Buy' : 'Sell' },
    ...{ quantity: wad(quantity > 0n ? quantity : -quantity), price: wad(2_000n * one), fee: wad(0n) },
  },
  ...{ venue: 'toy', block: 11n, position: null, by: 'ballast', order: null, isSettled: true },
  ...more,
});
const flow = (amount: bigint, token = usdc.address as `0x${string}`) => ({
  ...{ token, amount: wad(amount), block: 11n, transaction: hash, isSettled: true },
});
const verdictOf = (before: Baseline, held: readonly Held[], known: Partial<Known> = {}, what?: string) => {
  const compared = compareHeld(before, shownAt(12n, held), { ...nothing, ...known });
  return compared.find((each) => each.what === (what ?? compared[0]?.what));
};

test('default: what is known explains what changed, and what nothing tells differs', () => {
  const before = began(perpetual(one), wallet(1_000n * one));
  const known = { fills: [tradeFill(one / 2n)], flows: [flow(-500n * one)] };
  const now = [perpetual((3n * one) / 2n), wallet(500n * one)];
  expect(compareHeld(before, shownAt(12n, now), { ...nothing, ...known }).map(({ verdict }) => verdict)).toEqual([
    'explained',
    'explained',
  ]);
  expect(verdictOf(before, [perpetual(0n), wallet(1_000n * one)])).toMatchObject({
    ...{ verdict: 'different', expected: one, actual: 0n },
  });
});

const asked: HeldByHand = {
  ...{ order: hash, token: usdc.address, amount: wad(100n * one), block: 11n, isWaiting: false },
};
const byHand = { fills: [tradeFill(one, { by: 'byHand', order: hash })], heldByHand: [asked] };

test('behavior: an order by hand excuses the token that it took, up to what it took, and nothing beside it', () => {
  const before = began(wallet(1_000n * one), wallet(one, weth));
  const left = (dollars: bigint, ether: bigint) => [wallet(dollars * one), wallet(ether, weth)];
  expect(verdictOf(before, left(900n, one), byHand, 'wallet USDC')?.verdict).toBe('taken');
  expect(verdictOf(before, left(899n, one), byHand, 'wallet USDC')?.verdict).toBe('different');
  expect(verdictOf(before, left(900n, 0n), byHand, 'wallet WETH')?.verdict).toBe('different');
  expect(verdictOf(before, left(900n, one), { ...byHand, heldByHand: [] }, 'wallet USDC')?.verdict).toBe('different');
  // While it waits it is on its way, and what it took before all this is not taken twice.
  const waiting = { heldByHand: [{ ...asked, isWaiting: true }] };
  expect(verdictOf(before, left(900n, one), waiting, 'wallet USDC')?.verdict).toBe('pending');
  expect(verdictOf(before, left(899n, one), waiting, 'wallet USDC')?.verdict).toBe('different');
  const early = { ...byHand, heldByHand: [{ ...asked, block: 10n }] };
  expect(verdictOf(before, left(900n, one), early, 'wallet USDC')?.verdict).toBe('different');
});

test('behavior: a gift is dust below a dollar, and above it nothing that anybody loses by', () => {
  const debt = began(balance(-100n * one));
  expect(verdictOf(debt, [balance(-100n * one + one / 2n)])?.verdict).toBe('taken');
  const paid = verdictOf(debt, [balance(-60n * one)]);
  expect(paid?.verdict).toBe('different');
  expect(paid && isGift(paid)).toBe(true);
  const supplied = verdictOf(began(balance(100n * one, null)), [balance(200n * one, null)]);
  expect(supplied?.verdict === 'different' && isGift(supplied)).toBe(true);
  const lent = verdictOf(debt, [balance(-101n * one)]);
  expect(lent?.verdict === 'different' && !isGift(lent)).toBe(true);
  const bought = verdictOf(began(perpetual(one)), [perpetual(2n * one)]);
  expect(bought?.verdict === 'different' && !isGift(bought)).toBe(true);
});

test('behavior: a token that grows in the wallet, or rounds what it sends, is no break; one that shrinks is', () => {
  const before = began(wallet(10n * one, weth));
  expect(verdictOf(before, [wallet(10n * one + one / 1_000n, weth)])?.verdict).toBe('taken');
  expect(verdictOf(before, [wallet(10n * one - 2n, weth)])?.verdict).toBe('explained');
  expect(verdictOf(before, [wallet(10n * one - 3n, weth)])?.verdict).toBe('different');
});

test('behavior: what is not right, or not certain, keeps the block that it was last explained at', () => {
  const before = began(perpetual(one), wallet(1_000n * one));
  const shown = shownAt(12n, [perpetual(2n * one), wallet(900n * one)]);
  const known = { ...nothing, flows: [flow(-100n * one)] };
  const next = nextBaseline(before, shown, compareHeld(before, shown, known), new Map());
  expect(next.held).toMatchObject([
    { what: 'toy ETH', quantity: one, anchor: { block: 10n } },
    { what: 'wallet USDC', quantity: 900n * one, anchor: { block: 12n } },
  ]);
  expect(next.venues).toMatchObject({ toy: { block: 10n }, wallet: { block: 12n } });
  const loose = { ...nothing, flows: [{ ...flow(-100n * one), isSettled: false }] };
  const later = nextBaseline(before, shown, compareHeld(before, shown, loose), new Map());
  expect(later.held.find(({ what }) => what === 'wallet USDC')).toMatchObject({ quantity: 1_000n * one });
});

test('behavior: a venue that was not read says nothing, and its things are kept', () => {
  const before = began(perpetual(one));
  const shown = shownAt(12n, [], ['toy']);
  const compared = compareHeld(before, shown, nothing);
  expect(compared).toEqual([]);
  expect(nextBaseline(before, shown, compared, new Map()).held).toMatchObject([{ quantity: one }]);
});

const adoptedOf = ({ what, expected, actual }: Compared, id: string): Break => ({
  ...{ id, strategy: 'book', account, chainId: 1, venue: 'toy', what, text: '', isGift: false, status: 'Adopted' },
  ...{ expected: toFloat(expected), actual: toFloat(actual), author: 'ann', reason: 'so', openedAt: unixMillis(1) },
  closedAt: unixMillis(2),
});

const anyQuantity = fc.bigInt(-(10n ** 24n), 10n ** 24n).map(wad);

test('invariant: what was adopted is right from then on, once, and what changes after it differs', () => {
  fc.assert(
    fc.property(anyQuantity, fc.oneof(anyQuantity, fc.constant(wad(0n))), anyQuantity, (was, is, then) => {
      const before = began(perpetual(was));
      const shown = shownAt(12n, [perpetual(is)]);
      const [found] = compareHeld(before, shown, nothing);
      fc.pre(found?.verdict === 'different');
      const answers = [adoptedOf(found, 'break-1')];
      const mended = withAdopted(before, [found], answers);
      const again = compareHeld(mended, shown, nothing);
      expect(again[0]?.verdict).not.toBe('different');
      expect(withAdopted(mended, again, answers) === mended).toBe(true);
      const next = nextBaseline(mended, shown, again, new Map([['toy ETH', 'break-1']]));
      const later = shownAt(13n, [perpetual(then)]);
      const compared = compareHeld(next, later, nothing);
      expect(withAdopted(next, compared, answers) === next).toBe(true);
      expect(compared.some(({ verdict }) => verdict === 'different')).toBe(!isAsItWas(next, later));
    }),
    { endOnFailure: true },
  );
});

test('invariant: what fills and flows move is expected to the last digit, in whatever order they are told', () => {
  const changes = fc.array(
    fc.bigInt(-(10n ** 22n), 10n ** 22n).filter((moved) => moved !== 0n),
    { maxLength: 8 },
  );
  const sum = (all: readonly bigint[]): Wad => wad(all.reduce((total, each) => total + each, 0n));
  fc.assert(
    fc.property(changes, changes, anyQuantity, (traded, moved, start) => {
      const before = began(perpetual(start), wallet(start));
      const known = { fills: traded.map((each) => tradeFill(each)), flows: moved.map((each) => flow(each)) };
      const now = [perpetual(start + sum(traded)), wallet(start + sum(moved))];
      const compared = compareHeld(before, shownAt(12n, now), { ...nothing, ...known });
      const turned = { fills: known.fills.toReversed(), flows: known.flows.toReversed() };
      expect(compareHeld(before, shownAt(12n, now), { ...nothing, ...turned })).toEqual(compared);
      for (const each of compared) {
        expect(each.actual).toBe(each.expected);
        expect(['same', 'explained']).toContain(each.verdict);
      }
    }),
    { endOnFailure: true },
  );
});

test('invariant: no order by hand hides more than it took', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 22n), fc.bigInt(0n, 10n ** 22n), (held, gone) => {
      const before = began(wallet(10n ** 23n));
      const known = { ...byHand, heldByHand: [{ ...asked, amount: wad(held) }] };
      const verdict = verdictOf(before, [wallet(10n ** 23n - gone)], known)?.verdict;
      expect(verdict === 'different').toBe(gone > held && gone > 2n * 10n ** 12n);
    }),
    { endOnFailure: true },
  );
});
