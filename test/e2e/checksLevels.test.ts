import { type Address, type Hex, pad, toHex } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { listDecisions } from '../../src/record/queries/decisions.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { keepUnder, toldOf } from './levelsDesk.js';

const lab = useLab();

/** ETH is at 2 000 USD. */
const buy = { hedge: 'ETH', when: 'delta < 1.5', to: 2, on: 'perp-v2 ETH', minimum: 0.05 };
const flat = { hedge: 'ETH', when: 'abs(delta) > 0.3', on: 'perp-v2 ETH' };
/** The same, only while gas is cheap: so that one book comes after another. */
const later = <Rule extends { when: string }>(rule: Rule): Rule => ({ ...rule, when: `${rule.when} and gas < 50` });

async function headAtGwei(gwei: bigint) {
  await lab().testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: gwei * 10n ** 9n });
  await lab().testClient.mine({ blocks: 1 });
}

/** An account with 8 000 USD of margin and a position. */
async function trader(size: number) {
  const account = await lab().createAccount({ USDC: 12_000, ETH: 10 });
  await lab().openBook(account, { options: [], perp: { size, margin: 8_000 } });
  return account;
}

/** To a hundredth of an ETH: what is ordered in USD is filled at another price. */
const sizeOf = async ({ address }: { address: Address }): Promise<number> =>
  Number((await onChain(lab(), address).perpSize()) / 10n ** 16n) / 100;

test('default: one book is cut to what another leaves of the gross of all, and refused once nothing is left', async () => {
  const [first, second] = [await trader(0.1), await trader(0.1)];
  const books = [
    { name: 'first', account: first, rules: [buy] },
    { name: 'second', account: second, rules: [later(buy)] },
  ];
  await headAtGwei(500n);
  const kept = await keepUnder(lab(), books, { limits: { gross: '6_000 usd' } }, onTestFinished);
  await kept.round();
  expect(await toldOf(kept.ledger, 'first')).toEqual(['act']);
  expect(await sizeOf(first)).toBe(2);
  expect(await toldOf(kept.ledger, 'second')).toEqual([]);

  await headAtGwei(1n);
  await kept.round();
  expect((await toldOf(kept.ledger, 'second'))[0]).toBe('act: GROSS_EXPOSURE shrink global');
  const cut = await sizeOf(second);
  expect(cut).toBeGreaterThan(0.9);
  expect(cut).toBeLessThanOrEqual(1);

  await headAtGwei(1n);
  await kept.round();
  expect((await toldOf(kept.ledger, 'second')).at(-1)).toBe('refused: GROSS_EXPOSURE reject global');
  expect(await sizeOf(second)).toBe(cut);
  const [refused] = await listDecisions(kept.ledger, { limit: 1 });
  expect(refused?.checks.find(({ code }) => code === 'GROSS_EXPOSURE')).toMatchObject({ limit: 6_000, unit: 'usd' });
});

test('behavior: the orders of one book count in the rate of all, for a minute', async () => {
  const [first, second] = [await trader(1), await trader(1)];
  const books = [
    { name: 'first', account: first, rules: [flat] },
    { name: 'second', account: second, rules: [later(flat)] },
  ];
  await headAtGwei(500n);
  const kept = await keepUnder(lab(), books, { limits: { minute: { orders: 1 } } }, onTestFinished);
  await kept.round();
  expect([await sizeOf(first), await sizeOf(second)]).toEqual([0, 1]);
  await headAtGwei(1n);
  await kept.round();
  expect(await toldOf(kept.ledger, 'second')).toEqual(['refused: ORDERS_PER_MINUTE reject global']);
  expect(await sizeOf(second)).toBe(1);

  await lab().advance(60);
  await headAtGwei(1n);
  // Its clock is that of the tick before; blocks do not wait for what is on its way.
  await kept.until(async () => (await sizeOf(second)) === 0, 30);
});

test('behavior: of books that act at one block, each sees what was ordered right before it', async () => {
  const accounts = [await trader(0.1), await trader(0.1), await trader(0.1)];
  const books = accounts.map((account, i) => ({ name: `book-${i}`, account, rules: [buy] }));
  const kept = await keepUnder(lab(), books, { limits: { gross: '6_000 usd' } }, onTestFinished);
  await kept.round();
  expect(await Promise.all(books.map(({ name }) => toldOf(kept.ledger, name)))).toEqual([
    ['act'],
    ['act: GROSS_EXPOSURE shrink global'],
    ['refused: GROSS_EXPOSURE reject global'],
  ]);
  const [first = 0, second = 0, third = 0] = await Promise.all(accounts.map(sizeOf));
  expect([first, third]).toEqual([2, 0.1]);
  expect((first + second + third) * 2_000).toBeLessThanOrEqual(6_000);
});

test('behavior: of books that want to order at one block, as many do as the rate of all has left', async () => {
  const accounts = [await trader(1), await trader(1)];
  const books = accounts.map((account, i) => ({ name: `book-${i}`, account, rules: [flat] }));
  const kept = await keepUnder(lab(), books, { limits: { minute: { orders: 1 } } }, onTestFinished);
  await kept.round();
  expect(await Promise.all(books.map(({ name }) => toldOf(kept.ledger, name)))).toEqual([
    ['act'],
    ['refused: ORDERS_PER_MINUTE reject global'],
  ]);
  expect(await Promise.all(accounts.map(sizeOf))).toEqual([0, 1]);
});

test('behavior: what is restricted for one account is opened by another, and closed by both', async () => {
  const [bound, free, closing] = [await trader(1), await trader(1), await trader(1)];
  const books = [
    { name: 'bound', account: bound, rules: [buy] },
    { name: 'free', account: free, rules: [buy] },
    { name: 'closing', account: closing, rules: [flat] },
  ];
  const restricted = ['perp-v2 *'];
  const accounts = [bound, closing].map(({ address }) => ({ account: address, limits: { restricted } }));
  const kept = await keepUnder(lab(), books, { accounts }, onTestFinished);
  await kept.round();
  expect(await toldOf(kept.ledger, 'bound')).toEqual(['refused: RESTRICTED reject']);
  expect(await Promise.all([bound, free, closing].map(sizeOf))).toEqual([1, 2, 0]);
});

/** Answers `latestRoundData` with slot 0 as the answer, and slot 1 as since when. */
const feedCode = '0x60005460205260015460405260a06000f3';
const feed: Address = '0x00000000000000000000000000000000000feed5';
const word = (value: bigint): Hex => pad(toHex(value));

async function feedSays(answer: 0n | 1n, since: bigint) {
  const { testClient } = lab();
  await testClient.setCode({ address: feed, bytecode: feedCode });
  await testClient.setStorageAt({ address: feed, index: 0, value: word(answer) });
  await testClient.setStorageAt({ address: feed, index: 1, value: word(since) });
}

test('behavior: while the sequencer is down, and an hour after, a book is closed and none is opened', async () => {
  const [opens, closes] = [await trader(1), await trader(1)];
  const books = [
    { name: 'opens', account: opens, rules: [buy] },
    { name: 'closes', account: closes, rules: [flat] },
  ];
  const { timestamp } = await lab().publicClient.getBlock();
  await feedSays(1n, timestamp);
  const kept = await keepUnder(lab(), books, { sequencer: { feed } }, onTestFinished);
  const why = async () => {
    const [newest] = await listDecisions(kept.ledger, { strategy: 'opens', limit: 1 });
    return newest?.checks.find(({ code }) => code === 'SEQUENCER')?.text;
  };
  await kept.round();
  expect(await why()).toBe('the sequencer is down');
  expect([await sizeOf(opens), await sizeOf(closes)]).toEqual([1, 0]);

  await feedSays(0n, timestamp);
  await kept.round();
  expect(await sizeOf(opens)).toBe(1);

  await lab().advance(3_600);
  await kept.round();
  expect(await toldOf(kept.ledger, 'opens')).toEqual(['refused: SEQUENCER reject', 'act']);
  expect(await sizeOf(opens)).toBe(2);
});
