import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromFloat, unixMillis, unixSeconds, type Wad, wad } from '../../model/units.js';
import { accountingRows } from './accountingRows.js';
import { expiryFill } from './expiryFill.js';
import { createLotBook, type LotFill, lotMethods, reckonLots, unrealisedOf, worthOf } from './reckonLots.js';

const usd = (value: number): Wad => fromFloat(value, 'down');
let made = 0;
const fill = (side: LotFill['side'], quantity: number, price: number, fee = 0): LotFill => ({
  ...{ id: `fill ${++made}`, at: unixMillis(1_700_000_000_000 + made), side },
  ...{ quantity: usd(quantity), price: usd(price), fee: usd(fee) },
});

test('default: the oldest is closed first, and fees are part of the cost', () => {
  const [a, b, c] = [fill('Buy', 1, 100, 1), fill('Buy', 2, 110, 4), fill('Sell', 2, 120, 2)];
  const { lots, closings, realised, cash } = reckonLots([a, b, c], 'FIFO');
  expect(closings).toMatchObject([
    { fill: c.id, lot: a.id, quantity: usd(1), proceeds: usd(119), cost: usd(101), realised: usd(18) },
    { fill: c.id, lot: b.id, quantity: usd(1), proceeds: usd(119), cost: usd(112), realised: usd(7) },
  ]);
  expect(lots).toMatchObject([{ opened: b.id, quantity: usd(1), cost: usd(112) }]);
  expect(realised).toBe(usd(25));
  expect(cash).toBe(usd(-101 - 224 + 238));
  expect(unrealisedOf(lots, usd(130))).toBe(usd(18));
});

test('behavior: at average cost all that is held costs the same', () => {
  const { lots, realised } = reckonLots([fill('Buy', 1, 100), fill('Buy', 3, 120), fill('Sell', 2, 130)], 'average');
  expect(realised).toBe(usd(30));
  expect(lots).toMatchObject([{ quantity: usd(2), cost: usd(230) }]);
});

test('behavior: a trade through zero closes what there is, and opens the other side at its own price', () => {
  const [long, flip] = [fill('Buy', 2, 100, 2), fill('Sell', 5, 110, 5)];
  for (const method of lotMethods) {
    const { lots, realised } = reckonLots([long, flip], method);
    expect(realised).toBe(usd(2 * 110 - 2 - (200 + 2)));
    expect(lots).toMatchObject([{ opened: flip.id, quantity: usd(-3), cost: usd(-(330 - 3)) }]);
    expect(unrealisedOf(lots, usd(100))).toBe(usd(27));
  }
});

test('behavior: an option that expires is closed at what it is worth then', () => {
  const option = {
    ...{ id: 'lyra ETH-19DEC26-2000-P', expiry: unixSeconds(1_766_131_200) },
    ...{ strike: usd(2_000), right: 'put' as const },
  };
  const short = fill('Sell', 3, 50, 1.5);
  const end = expiryFill(option, usd(-3), usd(1_970));
  expect(end).toMatchObject({ side: 'Buy', quantity: usd(3), price: usd(30), fee: 0n });
  const worthless = expiryFill(option, usd(-3), usd(2_100));
  for (const method of lotMethods) {
    expect(reckonLots([short, ...(end ? [end] : [])], method)).toMatchObject({ lots: [], realised: usd(58.5) });
    expect(reckonLots([short, ...(worthless ? [worthless] : [])], method).realised).toBe(usd(148.5));
  }
  expect(expiryFill(option, wad(0n), usd(1_970))).toBeNull();
});

const anyFill = fc.record({
  id: fc.uuid(),
  at: fc.constant(unixMillis(1_700_000_000_000)),
  side: fc.constantFrom('Buy' as const, 'Sell' as const),
  quantity: fc.bigInt(1n, 10n ** 24n).map(wad),
  price: fc.bigInt(0n, 10n ** 24n).map(wad),
  fee: fc.bigInt(-(10n ** 18n), 10n ** 21n).map(wad),
});

test('invariant: realised and unrealised are cash and value, to the last digit, by either method', () => {
  fc.assert(
    fc.property(
      fc.array(anyFill, { maxLength: 30 }),
      fc.bigInt(0n, 10n ** 24n).map(wad),
      fc.constantFrom(...lotMethods),
      (fills, mark, method) => {
        const { lots, realised, cash, closings } = reckonLots(fills, method);
        expect(realised + unrealisedOf(lots, mark)).toBe(cash + worthOf(lots, mark));
        const net = fills.reduce((sum, one) => sum + (one.side === 'Buy' ? one.quantity : -one.quantity), 0n);
        expect(lots.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(net);
        // Never both sides at once, and nothing empty.
        expect(new Set(lots.map(({ quantity }) => quantity > 0n)).size).toBeLessThan(2);
        expect(lots.every(({ quantity }) => quantity !== 0n)).toBe(true);
        if (method === 'average') expect(lots.length).toBeLessThan(2);
        for (const one of closings) expect(one.realised).toBe(one.proceeds - one.cost);
      },
    ),
  );
});

test('invariant: what is all closed has gained the same by either method', () => {
  fc.assert(
    fc.property(fc.array(anyFill, { maxLength: 20 }), fc.bigInt(0n, 10n ** 24n), (fills, price) => {
      const held = reckonLots(fills, 'FIFO').lots.reduce((sum, { quantity }) => sum + quantity, 0n);
      const side = held > 0n ? ('Sell' as const) : ('Buy' as const);
      const last = { id: 'last', at: unixMillis(0), side, fee: wad(0n), price: wad(price) };
      const all = held === 0n ? fills : [...fills, { ...last, quantity: wad(held < 0n ? -held : held) }];
      const [fifo, average] = lotMethods.map((method) => reckonLots(all, method));
      expect(fifo?.lots).toEqual([]);
      expect(fifo?.realised).toBe(fifo?.cash);
      expect(average?.realised).toBe(average?.cash);
    }),
  );
});

test('invariant: as double entry every fill balances, and what is owned is what its lots have cost', () => {
  fc.assert(
    fc.property(fc.array(anyFill, { maxLength: 20 }), fc.constantFrom(...lotMethods), (fills, method) => {
      const book = createLotBook(method);
      const rows = fills.map(book.trade).flatMap(accountingRows);
      const { lots, realised } = book.lots();
      const sum = (wanted: (row: (typeof rows)[number]) => boolean) =>
        rows.filter(wanted).reduce((total, { amount }) => total + amount, 0n);
      for (const { id } of fills) expect(sum(({ entry }) => entry === id)).toBe(0n);
      expect(sum(({ side }) => side === 'asset')).toBe(lots.reduce((total, { cost }) => total + cost, 0n));
      expect(sum(({ side }) => side === 'gain')).toBe(-realised);
    }),
  );
});
