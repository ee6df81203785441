import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { parentOrders } from '../../record/queries/parentOrders.js';
import { sampleAccount } from '../../record/testing/sample.js';
import { openBookShelf } from './bookShelf.js';
import { checkInstrument } from './checkAgainstBook.js';
import type { KnownBook } from './knownBook.js';
import { newOrder } from './newOrder.js';
import { OrderError } from './orderError.js';
import type { OrderField, OrderFields } from './orderFields.js';
import { option, perp, type SeedOptions, seedBook } from './testing/deskLedger.js';

const now = unixMillis(Date.UTC(2026, 5, 1));

async function desk(options: Partial<SeedOptions> = {}): Promise<Ledger> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  await seedBook(ledger, 'eth-book', { at: now - 60_000, ...options });
  return ledger;
}

const knowledge = { env: {}, chainOf: () => undefined };
const sell: OrderFields = { book: 'eth-book', side: 'sell', quantity: '2', instrument: 'perp-v2 ETH' };

async function ask(ledger: Ledger, fields: OrderFields, at = now) {
  const shelf = await openBookShelf(ledger, knowledge);
  return newOrder(ledger, shelf, fields, { author: 'ann', at });
}

/** What is said of it, by field. Nothing is written. */
async function refused(ledger: Ledger, fields: OrderFields) {
  const error = await ask(ledger, fields).then(
    () => new Error('it was taken'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OrderError)) throw error;
  expect(await parentOrders(ledger)).toEqual([]);
  return Object.fromEntries(error.problems.map(({ field, message }) => [field, message])) as Partial<
    Record<OrderField, string>
  >;
}

test('default: it is in the ledger, as it was asked for, for the keeper to find', async () => {
  const ledger = await desk();
  const { order, isNew } = await ask(ledger, {
    ...sell,
    ...{ clOrdId: 'a-1', price: '2_410.5', algo: 'twap', over: '30m', slices: '12', jitter: '20%' },
    ...{ expire: '2h', slippage: '30bps', text: 'month end', block: 'yes', leverage: '3' },
  });
  expect(isNew).toBe(true);
  expect(order).toMatchObject({
    ...{ clOrdId: 'a-1', strategy: 'eth-book', chainId: 31337, mode: 'live', author: 'ann', text: 'month end' },
    ...{ executions: 0, createdAt: now, list: null, orderClass: 'delta' },
    state: { status: 'PendingNew', quantity: 2n * 10n ** 18n, cumQty: 0n },
    terms: {
      ...{ venue: 'perp-v2', instrument: 'perp-v2 ETH', side: 'Sell', quantity: 2n * 10n ** 18n, position: null },
      ...{ ordType: 'Limit', price: 24105n * 10n ** 17n, stopPx: null, reduceOnly: false, block: true, leverage: 3 },
      ...{ timeInForce: 'GTD', expireTime: now + 7_200_000, maxSlippage: 30 },
      algorithm: { kind: 'twap', over: 1_800_000, slices: 12, jitter: 0.2 },
    },
  });
  expect(await parentOrders(ledger)).toEqual([order]);
});

describe('the same name twice', () => {
  const fields = { ...sell, clOrdId: 'a-1', expire: '2h' };

  test('behavior: with the same words it is the same order, later as well', async () => {
    const ledger = await desk();
    const { order } = await ask(ledger, fields);
    const again = await ask(ledger, fields, unixMillis(now + 3 * 3_600_000));
    expect(again).toEqual({ order, isNew: false, notes: [] });
    expect(await parentOrders(ledger)).toHaveLength(1);
  });

  test('behavior: with other terms it is an error that names the order', async () => {
    const ledger = await desk();
    const { order } = await ask(ledger, fields);
    await expect(ask(ledger, { ...fields, quantity: '3' })).rejects.toThrow(
      `is an order of \`eth-book\` with other terms already: ${order.id.slice(0, 13)}`,
    );
    expect(await parentOrders(ledger)).toHaveLength(1);
  });

  test('behavior: asked twice at once it is written once', async () => {
    const ledger = await desk();
    const both = await Promise.all([ask(ledger, fields), ask(ledger, fields)]);
    expect(new Set(both.map(({ order }) => order.id)).size).toBe(1);
    expect(await parentOrders(ledger)).toHaveLength(1);
  });
});

describe('bad input', () => {
  let shared: Ledger;
  beforeAll(async () => {
    shared = openLedger({ file: ':memory:' });
    await seedBook(shared, 'eth-book', { at: now - 60_000 });
  });
  afterAll(() => shared.close());

  test.each<[string, OrderFields, OrderField, RegExp]>([
    ['zero', { quantity: '0' }, 'quantity', /zero/],
    ['negative', { quantity: '-2' }, 'quantity', /negative/],
    ['not a number', { quantity: 'NaN' }, 'quantity', /not a number/],
    ['infinite', { quantity: 'Infinity' }, 'quantity', /not a number/],
    ['absurd', { quantity: '1e12' }, 'quantity', /absurd/],
    ['beyond absurd', { quantity: '1e99' }, 'quantity', /too large/],
    ['19 decimals', { quantity: '0.1234567890123456789' }, 'quantity', /more than 18 decimals/],
    ['thousands with commas', { quantity: '1,000' }, 'quantity', /commas/],
    ['a side that is none', { side: 'short' }, 'side', /none of Buy, Sell/],
    ['a book that is none', { book: 'eth-bok' }, 'book', /nothing was recorded of a book `eth-bok`/],
    ['a market that is not watched', { instrument: 'perp-v2 ETX' }, 'instrument', /no instrument of `eth-book`/],
    ['a venue that is not watched', { instrument: 'gmx-v2 ETH/USD' }, 'instrument', /does not watch/],
    ['an expired option', { instrument: 'lyra ETH-1MAY26-2000-P' }, 'instrument', /has expired/],
    ['a limit on the wrong side', { price: '2_000' }, 'price', /wrong side.*at once/],
    ['a stop on the wrong side', { stopPx: '2_800' }, 'stopPx', /wrong side.*at once/],
    ['GTD without a time', { tif: 'GTD' }, 'expire', /GTD without a time/],
    ['a time that is past', { expire: '2026-05-31T00:00Z' }, 'expire', /is past/],
    ['a time with GTC', { tif: 'GTC', expire: '2h' }, 'expire', /no time to expire/],
    ['twap without its time', { algo: 'twap' }, 'over', /needs `over`/],
    ['a time without an algorithm', { over: '30m' }, 'over', /takes no `over`/],
    ['an algorithm that is none', { algo: 'twapp' }, 'algo', /no algorithm/],
    ['FOK with an algorithm', { tif: 'FOK', algo: 'twap', over: '30m' }, 'tif', /FOK wants it at once/],
    ['an end before its time is over', { expire: '10m', algo: 'twap', over: '30m' }, 'expire', /expires before/],
    [
      'reduce-only with nothing held',
      { instrument: 'perp-v2 BTC', reduceOnly: 'yes' },
      'reduceOnly',
      /nothing to reduce/,
    ],
    ['reduce-only that adds', { reduceOnly: 'yes' }, 'side', /would add/],
    ['reduce-only of too much', { side: 'buy', quantity: '3', reduceOnly: 'yes' }, 'quantity', /3 is more/],
    ['a position that is not held', { position: 'perp-v2 #9' }, 'position', /holds no position/],
    ['a name with spaces', { clOrdId: 'a 1' }, 'clOrdId', /not one word/],
    ['a type that its prices are not', { ordType: 'Limit' }, 'ordType', /Limit goes with `price` alone/],
    ['a leverage that nobody gives', { leverage: '1000' }, 'leverage', /not between/],
    ['a slippage without unit', { slippage: '5' }, 'slippage', /has no unit/],
  ])('behavior: %s', async (_, fields, field, message) => {
    expect(await refused(shared, { ...sell, ...fields })).toEqual({ [field]: expect.stringMatching(message) });
  });

  test('behavior: everything that is wrong is told at once', async () => {
    const said = await refused(shared, {
      quantity: '0',
      side: 'x',
      instrument: 'perp-v2 ETX',
      tif: 'GTD',
      algo: 'y',
    });
    expect(Object.keys(said).sort()).toEqual(['algo', 'expire', 'instrument', 'quantity', 'side']);
    expect(Object.keys(await refused(shared, {})).sort()).toEqual(['instrument', 'quantity', 'side']);
  });

  test('behavior: before anything was recorded it says so', async () => {
    const ledger = openLedger({ file: ':memory:' });
    onTestFinished(() => ledger.close());
    expect(await refused(ledger, sell)).toEqual({
      book: expect.stringMatching(/nothing was recorded of any book yet/),
    });
  });
});

describe('what is worth saying', () => {
  test('behavior: a limit or a stop that acts at once', async () => {
    const ledger = await desk();
    expect((await ask(ledger, { ...sell, price: '2_390' })).notes).toEqual([
      'it may be done at once: the market is at 2400',
    ]);
    expect((await ask(ledger, { ...sell, stopPx: '2_410' })).notes).toEqual([expect.stringMatching(/touched already/)]);
    expect((await ask(ledger, { ...sell, price: '2_410' })).notes).toEqual([]);
    expect((await ask(ledger, { ...sell, stopPx: '2_300' })).notes).toEqual([]);
  });

  test('behavior: a market that was last seen long ago refuses no price', async () => {
    const ledger = await desk({ at: now - 3 * 3_600_000 });
    const { notes } = await ask(ledger, { ...sell, price: '2_000' });
    expect(notes).toEqual(['its prices are not held against the market: `eth-book` was last written down 3 h ago']);
  });

  test('behavior: an option of which nothing is known yet', async () => {
    const ledger = await desk();
    const { notes } = await ask(ledger, { ...sell, instrument: 'lyra ETH-19DEC26-2000-P' });
    expect(notes).toEqual(['whether `lyra ETH-19DEC26-2000-P` is listed is not known here: the keeper looks']);
  });
});

test('behavior: what venues have listed is held against an order for an hour; then it may be listed since', () => {
  const instrument = option('7', 'ETH-19DEC26-2000-P', now / 1_000 + 86_400, -2).instrument;
  const market = { instrument, mark: null, last: null, closed: null };
  const asked = (listedAt: number, name: string) => {
    const book: KnownBook = {
      ...{ name: 'eth-book', account: sampleAccount, chainId: 1, mode: 'live', at: now, positions: [] },
      ...{ watch: [{ venue: 'lyra', names: ['ETH'] }], markets: new Map([[instrument.id, market]]) },
      listedAt: unixMillis(listedAt),
    };
    const [notes, problems]: [string[], string[]] = [[], []];
    checkInstrument(name, book, now, notes, ({ message }) => problems.push(message));
    return [...problems, ...notes];
  };
  const other = 'lyra ETH-19DEC26-2100-P';
  expect(asked(now - 60_000, other)).toEqual([`\`${other}\` is no instrument of \`eth-book\``]);
  expect(asked(now - 3 * 86_400_000, other)).toEqual([
    `whether \`${other}\` is listed is not known here: what is listed was last written down 3 d ago, and the keeper looks (did you mean \`${instrument.id}\`?)`,
  ]);
  expect(asked(now - 3 * 86_400_000, instrument.id)).toEqual([]);
  expect(asked(now - 3 * 86_400_000, 'lyra ETH-19DEC25-2100-P')).toEqual([expect.stringMatching(/has expired/)]);
});

describe('which position', () => {
  test('behavior: the only one that is held is meant', async () => {
    const ledger = await desk();
    const { order } = await ask(ledger, { ...sell, side: 'Buy', reduceOnly: 'yes' });
    expect(order.terms.position).toBe('perp-v2 ETH');
  });

  test('behavior: of several one must be named', async () => {
    const expiry = now / 1_000 + 86_400;
    const positions = [
      option('7', 'ETH-2JUN26-2000-P', expiry, -2),
      option('8', 'ETH-2JUN26-2000-P', expiry, -1),
      perp('ETH', 0, 2_400),
    ];
    const ledger = await desk({ positions });
    const fields = { ...sell, side: 'Buy', quantity: '1', instrument: 'lyra ETH-2JUN26-2000-P', reduceOnly: 'yes' };
    expect(await refused(ledger, fields)).toEqual({ position: expect.stringMatching(/which of the 2 positions/) });
    const { order } = await ask(ledger, { ...fields, position: 'lyra #8' });
    expect(order.terms.position).toBe('lyra #8');
  });
});
