import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromFloat, unixMillis, type Wad, wad } from '../../model/units.js';
import { accountingRows } from './accountingRows.js';
import { type LotEvent, reckonAccounts } from './reckonAccounts.js';
import { type LotFill, lotMethods, unrealisedOf, worthOf } from './reckonLots.js';

const usd = (value: number): Wad => fromFloat(value, 'down');
const at = unixMillis(1_700_000_000_000);
const trade = (account: string, id: string, side: LotFill['side'], quantity: number, price: number): LotEvent => ({
  ...{ kind: 'trade', account },
  fill: { id, at, side, quantity: usd(quantity), price: usd(price), fee: usd(0) },
});
const carry = (id: string, from: string, to: string, quantity: number, mark: number | null = null): LotEvent => ({
  ...{ kind: 'carry', id, at, from, to, quantity: usd(quantity) },
  mark: mark === null ? null : usd(mark),
});
const never = () => null;

test('default: what one account gives another keeps its cost, and nobody has gained', () => {
  const events = [
    trade('desk', 'a', 'Buy', 2, 100),
    trade('desk', 'b', 'Buy', 2, 110),
    carry('c', 'desk', 'ana', 3),
    trade('ana', 'd', 'Sell', 3, 120),
  ];
  const fifo = reckonAccounts(events, 'FIFO', never);
  expect(fifo.get('desk')).toMatchObject({ realised: 0n, lots: [{ opened: 'b', quantity: usd(1), cost: usd(110) }] });
  expect(fifo.get('ana')).toMatchObject({ realised: usd(3 * 120 - 310), lots: [], unknown: [] });
  const average = reckonAccounts(events, 'average', never);
  expect(average.get('desk')).toMatchObject({ realised: 0n, lots: [{ quantity: usd(1), cost: usd(105) }] });
  expect(average.get('ana')?.realised).toBe(usd(3 * (120 - 105)));
});

test('behavior: what is owed goes over as what is owed', () => {
  const events = [trade('desk', 'a', 'Sell', 2, 50), carry('b', 'desk', 'ana', 2), trade('ana', 'c', 'Buy', 2, 20)];
  const found = reckonAccounts(events, 'FIFO', never);
  expect(found.get('desk')).toMatchObject({ realised: 0n, lots: [] });
  expect(found.get('ana')).toMatchObject({ realised: usd(60), lots: [] });
});

test('behavior: what the giver has in no lot is taken at its mark, and said; without a mark it is in no lot', () => {
  const events = [trade('desk', 'a', 'Buy', 1, 100), carry('b', 'desk', 'ana', 3, 130), carry('c', 'eve', 'ana', 5)];
  const found = reckonAccounts(events, 'FIFO', never);
  expect(found.get('ana')).toMatchObject({
    lots: [
      { opened: 'b', quantity: usd(1), cost: usd(100) },
      { opened: 'b rest', quantity: usd(2), cost: usd(260) },
    ],
    unknown: [
      { id: 'b', quantity: usd(2), mark: usd(130) },
      { id: 'c', quantity: usd(5), mark: null },
    ],
  });
  expect(found.get('desk')?.unknown).toMatchObject([{ id: 'b', quantity: usd(2) }]);
});

test('behavior: what came by hand is taken at its mark, and closes what it takes away', () => {
  const by = (id: string, quantity: number, mark: number | null): LotEvent => ({
    ...{ kind: 'adopted', id, at, account: 'ana', quantity: usd(quantity), mark: mark === null ? null : usd(mark) },
  });
  const events = [by('a', 2, 100), trade('ana', 'b', 'Sell', 1, 130), by('c', -1, 120), by('d', 5, null)];
  const found = reckonAccounts(events, 'FIFO', never).get('ana');
  expect(found).toMatchObject({ lots: [], realised: usd(30 + 20), cash: usd(130) });
  expect(found?.unknown.map(({ id }) => id)).toEqual(['a', 'c', 'd']);
});

test('behavior: what has expired ends in each account that holds it', () => {
  const end = (held: Wad): LotFill | null =>
    held === 0n ? null : { id: 'end', at, side: 'Sell', quantity: held, price: usd(7), fee: usd(0) };
  const found = reckonAccounts([trade('desk', 'a', 'Buy', 2, 5), carry('b', 'desk', 'ana', 1)], 'FIFO', end);
  for (const account of ['desk', 'ana']) expect(found.get(account)).toMatchObject({ lots: [], realised: usd(2) });
});

const accounts = ['x', 'y', 'z'];
const amount = fc.bigInt(1n, 10n ** 24n).map(wad);
const anyEvent: fc.Arbitrary<LotEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('trade' as const),
    account: fc.constantFrom(...accounts),
    fill: fc.record({
      ...{ id: fc.uuid(), at: fc.constant(at), side: fc.constantFrom('Buy' as const, 'Sell' as const) },
      ...{ quantity: amount, price: amount, fee: fc.bigInt(-(10n ** 18n), 10n ** 21n).map(wad) },
    }),
  }),
  fc.record({
    ...{ kind: fc.constant('carry' as const), id: fc.uuid(), at: fc.constant(at), mark: fc.constant(null) },
    ...{ from: fc.constantFrom(...accounts), to: fc.constantFrom(...accounts), quantity: amount },
  }),
);

test('invariant: over all accounts realised and unrealised are cash and value, whatever goes from one to another', () => {
  fc.assert(
    fc.property(
      fc.array(anyEvent, { maxLength: 30 }),
      amount,
      fc.constantFrom(...lotMethods),
      (events, mark, method) => {
        const found = [...reckonAccounts(events, method, never).values()];
        const lots = found.flatMap((one) => one.lots);
        const sum = (of: (one: (typeof found)[number]) => bigint) => found.reduce((total, one) => total + of(one), 0n);
        expect(sum(({ realised }) => realised) + unrealisedOf(lots, mark)).toBe(
          sum(({ cash }) => cash) + worthOf(lots, mark),
        );
        for (const { entries, lots: open, realised } of found) {
          const rows = entries.flatMap(accountingRows);
          const of = (side: string) =>
            rows.filter((row) => row.side === side).reduce((total, row) => total + row.amount, 0n);
          expect(of('asset')).toBe(open.reduce((total, { cost }) => total + cost, 0n));
          expect(of('gain')).toBe(-realised);
          for (const entry of entries) {
            expect(accountingRows(entry).reduce((total, row) => total + row.amount, 0n)).toBe(0n);
          }
        }
      },
    ),
  );
});
