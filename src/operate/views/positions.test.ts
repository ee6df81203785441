import { expect, onTestFinished, test } from 'vitest';
import { unixMillis, wad } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { replacePulse } from '../../record/statements/pulses.js';
import { insertMarginAccounts, insertPositions, insertTick } from '../../record/statements/ticks.js';
import { sampleMarginAccount, samplePosition, sampleTick } from '../../record/testing/sample.js';
import { option, perp, seedBook } from '../orders/testing/deskLedger.js';
import { positionsView, readPositions } from './positions.js';
import { samplePulse } from './testing/keptLedger.js';

const at = unixMillis(1_700_000_000_000);

function emptyLedger() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

test('default: what each book holds, to the last digit, and what has no number is null', async () => {
  const ledger = emptyLedger();
  const tick = sampleTick();
  const tight = { ...sampleMarginAccount, id: 'gmx-v2 ETH/USD long', health: 1.05, maintenance: wad(10n ** 18n) };
  await ledger.commit([
    insertTick(tick),
    insertPositions(tick.id, [samplePosition, perp('ETH', -2, 2_400)]),
    insertMarginAccounts(tick.id, [sampleMarginAccount, tight]),
  ]);
  const view = await readPositions(ledger, at);
  expect(positionsView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
  const [book] = view.books;
  expect(book).toMatchObject({ strategy: 'eth-book', blockNumber: 401_223_187, recordedAt: at, equityUsd: null });
  expect(book?.positions).toMatchObject([
    {
      ...{ id: 'lyra #7', kind: 'option', strikeUsd: '2000', right: 'put', delta: null, carryUsdPerDay: null },
      ...{ quantity: '-1000000000000.000000000000000001', markUsd: '123.456789012345678901' },
    },
    { id: 'perp-v2 ETH', kind: 'perpetual', quantity: '-2', notionalUsd: 4_800, expiresAt: null },
  ]);
  expect(book?.marginAccounts.map(({ id, health }) => [id, health])).toEqual([
    ['gmx-v2 ETH/USD long', 1.05],
    ['perp-v2 cross', 'infinite'],
  ]);
  expect(book?.marginAccounts[0]).toMatchObject({ collateral: 'USDC', collateralAmount: '3000', equityUsd: 3_000 });
});

test('behavior: one book, its books on other chains, and none', async () => {
  const ledger = emptyLedger();
  expect(await readPositions(ledger, at)).toEqual({ at, books: [] });
  await seedBook(ledger, 'eth-book', { at });
  await seedBook(ledger, 'eth-book@base', {
    at,
    chainId: 8_453,
    positions: [option('1', 'ETH-1-P', 1_800_000_000, 1)],
  });
  await seedBook(ledger, 'eth-book-2', { at });
  const books = async (strategy: string) =>
    (await readPositions(ledger, at, { strategy })).books.map((one) => one.strategy);
  expect((await books('eth-book')).sort()).toEqual(['eth-book', 'eth-book@base']);
  expect(await books('sol-book')).toEqual([]);
});

test('behavior: books that are kept come first, those of their strategies on further chains too', async () => {
  const ledger = emptyLedger();
  for (const name of ['a-book', 'eth-book', 'eth-book@base']) await seedBook(ledger, name, { at });
  await ledger.commit(replacePulse(samplePulse({ books: ['eth-book'] })));
  expect((await readPositions(ledger, at)).books.map((one) => one.strategy)).toEqual([
    'eth-book',
    'eth-book@base',
    'a-book',
  ]);
});
