import type { Address } from 'viem';
import { parseUnits } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { createLabChain } from '../../src/lab/chain.js';
import { adopt } from '../../src/operate/cli/breaks/adopt.js';
import { confirm } from '../../src/operate/cli/confirm/confirm.js';
import { lots } from '../../src/operate/cli/lots/lots.js';
import { exportAccounting } from '../../src/operate/cli/statement/exportAccounting.js';
import { statement } from '../../src/operate/cli/statement/statement.js';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { baselineOf, listBreaks, openBreaks } from '../../src/record/queries/breaks.js';
import { useLab } from '../lab.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

const hedge = (when: string, to = 0) => ({ hedge: 'ETH', when, to, on: 'perp-v2 ETH', maxSlippage: '200bps' });
const never = [hedge('abs(delta) > 1_000')];

/** As whoever has the account's key would do it. */
async function asHand(account: Address, doing: (send: ReturnType<typeof createLabChain>['send']) => Promise<unknown>) {
  await lab().testClient.impersonateAccount({ address: account });
  await doing(createLabChain(lab().url).send);
  await lab().testClient.stopImpersonatingAccount({ address: account });
}

const send = (from: Address, to: Address, usdc: string) =>
  asHand(from, (call) => call(lab().contracts.perp.USDC, 'transfer', [to, parseUnits(usdc, 6)], { from }));

/** Resolves once the ledger is as wanted; mines a block each time that it is not yet. */
async function blocksUntil(keeper: RunningKeeper, holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 20; i++) {
    if (await holds()) return;
    await keeper.idle(1);
  }
  throw new Error('it did not come to that');
}

const openOf = async (keeper: RunningKeeper) =>
  (await openBreaks(keeper.ledger))
    .map(({ what, expected, actual }) => ({ what, gap: Number((actual - expected).toFixed(6)) }))
    // Some may be seen a block before others.
    .sort((a, b) => (a.what < b.what ? -1 : 1));

test('default: a day of hedges leaves nothing unexplained, through a restart', async () => {
  const account = await settledAccount(
    lab(),
    { sUSD: 20_000, USDC: 10_000 },
    {
      options: [{ expiry: 'near', kind: 'shortCallQuote', strike: 2000, amount: 4, collateral: 6000 }],
      perp: { size: 0, margin: 8000 },
    },
  );
  const text = {
    rules: [hedge('abs(delta) > 0.3'), { topUp: 'perp-v2 *', when: 'health < 25', to: 28, from: 'wallet USDC' }],
  };
  const first = await runKeeper(lab(), account, text, onTestFinished);
  await first.quiet();
  for (const price of [2040, 2090]) {
    await lab().moveMarket(price, { seconds: 60 });
    await first.quiet();
  }
  await first.stop();
  const second = await runKeeper(lab(), account, text, onTestFinished, { files: first.files });
  for (const price of [2040, 1990]) {
    await lab().moveMarket(price, { seconds: 60 });
    await second.quiet();
  }
  await second.idle(4);
  const kinds = (await orderStories(second.ledger)).map(({ order }) => order.terms.kind);
  expect(kinds).toContain('trade');
  expect(kinds).toContain('addCollateral');
  expect(await listBreaks(second.ledger, { limit: 9 })).toEqual([]);
  // What was traded is in the baseline by now.
  const baseline = await baselineOf(second.ledger, {
    strategy: 'book',
    chainId: lab().chainId,
    account: account.address,
  });
  const shown = second.ticks.at(-1)?.snapshot.readings.flatMap(({ positions }) => positions) ?? [];
  const quantity = shown.find(({ id }) => id === 'perp-v2 ETH')?.quantity;
  expect(quantity).toBeGreaterThan(0n);
  expect(baseline?.held.find(({ what }) => what === 'perp-v2 ETH')?.quantity).toBe(quantity);

  const { ledger } = second;
  const day = new Date((second.ticks[0]?.snapshot.block.timestamp ?? 0) * 1_000).toISOString().slice(0, 10);
  const told = await statement(ledger, { book: 'book', day });
  expect(told.json).toMatchObject({ strategy: 'book', breaks: [], account: account.address });
  expect(told.text).toContain('perp-v2 ETH');
  // What the lots hold is what the contracts state.
  const now = (second.ticks.at(-1)?.snapshot.block.timestamp ?? 0) * 1_000;
  const { json } = await lots(ledger, { method: 'FIFO', now });
  const [book] = json as { instruments: { instrument: string; lots: { quantity: bigint }[] }[] }[];
  const open = book?.instruments.find(({ instrument }) => instrument === 'perp-v2 ETH')?.lots ?? [];
  expect(open.reduce((sum, lot) => sum + lot.quantity, 0n)).toBe(quantity);

  const stories = await orderStories(ledger);
  const hedged = stories.find(({ order }) => order.terms.kind === 'trade');
  const confirmed = await confirm(ledger, hedged?.order.id ?? '', {});
  expect(confirmed.json).toMatchObject({ kind: 'order', status: 'Filled', gas: hedged?.attempts[0]?.gasCost });
  const hash = hedged?.attempts[0]?.hash ?? 'none';
  expect(JSON.stringify(confirmed.json, (_, one) => (typeof one === 'bigint' ? String(one) : one))).toContain(hash);
  expect(confirmed.text).toContain(`${hash.slice(0, 10)}…`);
  await expect(confirm(ledger, 'ffffffff', {})).rejects.toThrow('knows no order');

  const entries = await exportAccounting(ledger, { since: day, until: day, method: 'FIFO' });
  const sums = new Map<string, bigint>();
  for (const { entry, currency, amount, note } of entries.json as Record<string, string>[]) {
    expect(note).toBe('');
    const key = `${entry} ${currency}`;
    sums.set(key, (sums.get(key) ?? 0n) + parseUnits(amount ?? '', 18));
  }
  expect(sums.size).toBeGreaterThan(3);
  expect([...sums.values()].every((sum) => sum === 0n)).toBe(true);
  const empty = await statement(ledger, { book: 'book', day: '2020-01-01' });
  expect(empty.text).toContain('nothing of this book was recorded on this day');
});

test('behavior: a trade by hand is noticed in the position, the wallet and the margin, and adopted by a person', async () => {
  const account = await settledAccount(lab(), { USDC: 9_000 }, { options: [], perp: { size: 1, margin: 3000 } });
  const keeper = await runKeeper(lab(), account, { rules: never }, onTestFinished);
  await keeper.idle(2);
  await lab().openBook(account, { options: [], perp: { size: -0.25, margin: 500 } });
  await blocksUntil(keeper, async () => (await openOf(keeper)).length === 3);
  expect(await openOf(keeper)).toEqual([
    { what: 'perp-v2 ETH', gap: -0.25 },
    { what: 'perp-v2 cross USDC', gap: 500 },
    { what: 'wallet USDC', gap: -500 },
  ]);
  const found = await openBreaks(keeper.ledger);
  for (const { text } of found) expect(text).toContain("the account's own key");
  expect(
    (await openAlerts(keeper.ledger))
      .filter(({ code }) => code === 'POSITION_BREAK')
      .map(({ subject }) => subject)
      .sort(),
  ).toEqual(found.map(({ id }) => id).sort());
  const reason = 'reduced by hand before the weekend';
  await adopt(
    keeper.ledger,
    found.map(({ id }) => id),
    { because: reason, author: 'ann', at: found[0]?.openedAt ?? 0 },
  );
  await keeper.idle(4);
  expect(await openOf(keeper)).toEqual([]);
  expect((await openAlerts(keeper.ledger)).filter(({ code }) => code === 'POSITION_BREAK')).toEqual([]);
  expect(await listBreaks(keeper.ledger, { limit: 9 })).toMatchObject(
    found.map(() => ({ status: 'Adopted', author: 'ann', reason })),
  );
});

test('behavior: a trade by hand while nothing ran is a break at the next start; adopted, it is none at the one after', async () => {
  const account = await settledAccount(lab(), { USDC: 9_000 }, { options: [], perp: { size: 1, margin: 3000 } });
  const first = await runKeeper(lab(), account, { rules: never }, onTestFinished);
  await first.idle(2);
  await first.stop();
  await lab().openBook(account, { options: [], perp: { size: 0.5, margin: 500 } });
  const second = await runKeeper(lab(), account, { rules: never }, onTestFinished, { files: first.files });
  await blocksUntil(second, async () => (await openOf(second)).length === 3);
  expect(await openOf(second)).toEqual([
    { what: 'perp-v2 ETH', gap: 0.5 },
    { what: 'perp-v2 cross USDC', gap: 500 },
    { what: 'wallet USDC', gap: -500 },
  ]);
  const found = await openBreaks(second.ledger);
  await second.stop();
  // While it is open nothing is forgotten of it, and it is not opened twice.
  const third = await runKeeper(lab(), account, { rules: never }, onTestFinished, { files: first.files });
  await third.idle(4);
  expect((await openBreaks(third.ledger)).map(({ id }) => id)).toEqual(found.map(({ id }) => id));
  await adopt(
    third.ledger,
    found.map(({ id }) => id),
    { because: 'bought by hand', author: 'ann', at: found[0]?.openedAt ?? 0 },
  );
  await third.idle(2);
  await third.stop();
  const fourth = await runKeeper(lab(), account, { rules: never }, onTestFinished, { files: first.files });
  await fourth.idle(4);
  expect(await openOf(fourth)).toEqual([]);
  expect(await listBreaks(fourth.ledger, { limit: 9 })).toMatchObject(found.map(() => ({ status: 'Adopted' })));
  // Nobody tells its price: it is taken at its mark, and the paper says so.
  const day = new Date((fourth.ticks.at(-1)?.snapshot.block.timestamp ?? 0) * 1_000).toISOString().slice(0, 10);
  expect((await statement(fourth.ledger, { book: 'book', day })).text).toContain('0.5 of perp-v2 ETH came by hand');
});

test('behavior: tokens that come and go are told with whom and by which transaction; what comes back resolves', async () => {
  const account = await settledAccount(lab(), { USDC: 5_000 }, { options: [], perp: { size: 0, margin: 1000 } });
  const other = await lab().createAccount({ USDC: 900 });
  const keeper = await runKeeper(lab(), account, { rules: never }, onTestFinished);
  await keeper.idle(2);
  await send(account.address, other.address, '200');
  await blocksUntil(keeper, async () => (await openOf(keeper)).length === 1);
  const [taken] = await openBreaks(keeper.ledger);
  expect(taken).toMatchObject({ what: 'wallet USDC', venue: 'wallet' });
  expect(taken?.text).toContain(`took out 200 USDC to ${other.address}, sent by the account's own key`);

  await send(other.address, account.address, '200');
  await blocksUntil(keeper, async () => (await openOf(keeper)).length === 0);
  expect(await listBreaks(keeper.ledger, { limit: 9 })).toMatchObject([{ status: 'Resolved', reason: 'it went away' }]);

  await keeper.stop();
  // While nobody looks.
  await send(other.address, account.address, '300');
  const again = await runKeeper(lab(), account, { rules: never }, onTestFinished, { files: keeper.files });
  await blocksUntil(again, async () => (await openOf(again)).length === 1);
  expect(await openOf(again)).toEqual([{ what: 'wallet USDC', gap: 300 }]);
  expect((await openBreaks(again.ledger))[0]?.text).toContain(`brought in 300 USDC from ${other.address}`);
  // Anybody can send next to nothing to anybody.
  await send(other.address, account.address, '0.5');
  await again.idle(3);
  expect(await openOf(again)).toEqual([{ what: 'wallet USDC', gap: 300.5 }]);
});

test('behavior: a liquidation is a break that says so', async () => {
  const account = await settledAccount(lab(), { USDC: 1_000 }, { options: [], perp: { size: 2, margin: 700 } });
  const keeper = await runKeeper(lab(), account, { rules: never }, onTestFinished);
  await keeper.idle(2);
  await lab().moveMarket(1_640, { seconds: 1_800 });
  expect(await lab().liquidate([account.address])).not.toEqual([]);
  await blocksUntil(keeper, async () => (await openOf(keeper)).some(({ what }) => what === 'perp-v2 ETH'));
  const [found] = await openBreaks(keeper.ledger);
  expect(found?.text).toContain('a liquidation');
});

test('behavior: options that expire and are paid out are no break', async () => {
  const account = await settledAccount(
    lab(),
    { sUSD: 20_000, USDC: 1_000 },
    {
      options: [
        { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 2, collateral: 3000 },
        { expiry: 'near', kind: 'longPut', strike: 2000, amount: 1, collateral: 0 },
      ],
      perp: null,
    },
  );
  const keeper = await runKeeper(lab(), account, { rules: never }, onTestFinished);
  await keeper.idle(2);
  await lab().moveMarket(1_900, { seconds: 600 });
  await keeper.quiet();
  await lab().advance(29 * 86_400);
  await keeper.idle(3);
  const { lyra } = lab().contracts;
  const chain = createLabChain(lab().url);
  await chain.send(lyra.ShortCollateral, 'settleOptions', [account.options]);
  await keeper.idle(5);
  const wallet = keeper.ticks.at(-1)?.snapshot.readings.flatMap(({ positions }) => positions) ?? [];
  expect(wallet.filter(({ venue }) => venue === 'lyra')).toEqual([]);
  expect(await listBreaks(keeper.ledger, { limit: 9 })).toEqual([]);
});
