import { expect, test } from 'vitest';
import type { Allocation } from '../../model/block.js';
import type { BlockState, Child } from '../../model/desk.js';
import { tokenAmount, WAD, wad, wei } from '../../model/units.js';
import { at, blockOf, deskAccount, ether, sale, seller, spot, transfer } from '../../plan/blocks/testing/blockTurn.js';
import { accountOf, sampleParent } from '../../plan/blocks/testing/sampleParent.js';
import { blockReport } from './blockReport.js';

const allocationOf = (parent: string, units: bigint): Allocation => ({
  ...{ id: `share ${parent}`, block: 'block-1', parent, quantity: wad(units), avgPx: wad(2_000n * WAD), at },
  ...{ grossTradeAmt: wad(units * 2_000n), fee: wad(0n) },
});
const usdc = { ...ether(0), token: 'USDC', address: spot.quote.address, decimals: 6 };
const dollars = (amount: bigint) => ({ ...usdc, amount: tokenAmount(amount * 10n ** 6n) });

/** Two have sent 10 and 20, of which 15 were sold; each has its money, and back what was left. */
function sold(back: number, more: readonly Child[] = []): BlockState {
  const member = (id: string, units: number, money: bigint, rest: number) =>
    seller(id, units, {
      children: [
        transfer(`in ${id}`, deskAccount, ether(units)),
        transfer(`out ${id}`, accountOf(id), dollars(money)),
        transfer(`back ${id}`, accountOf(id), ether(rest)),
        ...(id === 'b' ? more : []),
      ],
    });
  const own = sampleParent(
    'own',
    { side: 'Sell' },
    { status: 'Filled', cumQty: wad(15n * WAD) },
    { children: [sale(15)] },
  );
  return blockOf([member('a', 10, 10_000n, 5), member('b', 20, 20_000n, back), own], {
    ...{ status: 'Allocated', parent: 'own' },
    allocations: [allocationOf('a', 5n * WAD), allocationOf('b', 10n * WAD)],
  });
}

const gas = new Map([
  ['sale', { gas: wei(100n) }],
  ['in a', { gas: wei(7n) }],
  ['out a', { gas: wei(10n) }],
  ['out b', { gas: wei(11n) }],
]);

test('default: the sums match, and gas that was paid for all is shared out to the wei', () => {
  const report = blockReport(sold(10), gas);
  expect(report.matches).toBe(true);
  expect(report.total).toMatchObject({ ordered: 30n * WAD, quantity: 15n * WAD, gas: 128n });
  expect(report.members.map(({ quantity, gasShare, ownGas }) => [quantity, gasShare, ownGas])).toEqual([
    [5n * WAD, 40n, 7n],
    [10n * WAD, 81n, 0n],
  ]);
  expect(report.members[0]?.transfers.map(({ direction, what }) => `${direction} ${what}`)).toEqual([
    'in WETH',
    'out USDC',
    'out WETH',
  ]);
});

test('behavior: what came back too much or too little, or is still on its way, is told; before the end nothing is', () => {
  expect(blockReport(sold(9.999999), gas).matches).toBe(false);
  expect(blockReport(sold(10.000001), gas).matches).toBe(false);
  expect(blockReport(sold(10, [transfer('late', deskAccount, ether(1), 'New')]), gas).matches).toBe(false);
  // What came to nothing has moved nothing.
  expect(blockReport(sold(10, [transfer('vain', deskAccount, ether(1), 'Rejected')]), gas).matches).toBe(true);
  expect(blockReport({ ...sold(10), status: 'Allocating' }, gas).matches).toBeNull();
});

test('behavior: what expired before it was given is owed in money, and counts as given only where it did', () => {
  const id = 'lyra ETH-1JAN24-2000-C';
  const asset = { instrument: id, position: 'lyra #7', quantity: wad(WAD / 4n) };
  const terms = { venue: 'lyra', instrument: id, quantity: WAD };
  const buyer = sampleParent(
    'a',
    terms,
    {},
    {
      children: [transfer('in', deskAccount, dollars(400n)), transfer('g', accountOf('a'), asset as never)],
    },
  );
  const own = sampleParent('own', terms, { status: 'Filled', cumQty: WAD });
  const block = blockOf([buyer, own], {
    ...{ instrument: id, side: 'Buy', status: 'Allocated', parent: 'own', allocations: [allocationOf('a', WAD)] },
  });
  const members = block.members.map((member) => ({ ...member, gives: dollars(400n) }));
  const report = blockReport({ ...block, members }, gas, { perUnit: wad(120n * WAD) });
  expect(report.matches).toBe(true);
  expect(report.members).toMatchObject([{ owed: (WAD * 3n) / 4n, owedUsd: 90n * WAD }]);
  expect(blockReport({ ...block, members }, gas, { perUnit: null }).members[0]?.owedUsd).toBeNull();
  expect(blockReport({ ...block, members }, gas).matches).toBe(false);
});
