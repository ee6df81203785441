import { expect, onTestFinished, test } from 'vitest';
import type { BookOption } from '../../src/lab/book.js';
import { createLabChain } from '../../src/lab/chain.js';
import { greeksRefresh, lyraRate } from '../../src/lab/lyra.js';
import { type UnixMillis, unixMillis } from '../../src/model/units.js';
import { setTradingState } from '../../src/operate/cli/setTradingState.js';
import type { Ledger } from '../../src/record/ledger.js';
import type { TickRecord } from '../../src/record/recorder.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { asOwner } from '../perpV2Trader.js';
import { runKeeper } from '../runKeeper.js';
import { leaveHardlyAnyGas, plentyOfGas } from './leaveHardlyAnyGas.js';
import { decisionsOf, orderStories, settledAccount } from './story.js';

const lab = useLab();

const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.3', on: 'perp-v2 ETH', maxSlippage: '200bps' };
const perpTopUp = { topUp: 'perp-v2 *', when: 'health < 5', to: 6, from: 'wallet USDC' };
const lyraTopUp = { topUp: 'lyra *', when: 'health < 1.7', to: 1.8, from: 'wallet sUSD' };
const cheap = <Rule extends { when: string }>(rule: Rule): Rule => ({ ...rule, when: `${rule.when} and gas < 50` });

const calls: BookOption = { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 5, collateral: 4500 };
/** Delta to hedge, a perpetual to top up, an option to top up. */
const needy = () =>
  settledAccount(
    lab(),
    { USDC: 10_000, sUSD: 20_000, ETH: 100 },
    { options: [calls], perp: { size: 5, margin: 2500 } },
  );

async function headAtGwei(gwei: bigint) {
  await lab().testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: gwei * 10n ** 9n });
  await lab().testClient.mine({ blocks: 1 });
}

/** What a tick decided, by rule: `topUp perp-v2 act`, `hedge refused UNREAD_VENUE`. */
const verdicts = ({ decisions }: Pick<TickRecord, 'decisions'>): string[] =>
  decisions.map(({ rule, verdict, checks }) => {
    const rejected = checks.filter((check) => check.verdict === 'reject').map(({ code }) => code);
    return [rule, verdict, ...rejected].join(' ');
  });

const say = (verb: 'resume' | 'pause' | 'halt') => (ledger: Ledger) =>
  setTradingState(ledger, verb, 'as the test wants', unixMillis(Date.now()));

test('behavior: while halted nothing is sent, not even to survive; resumed, it goes on', async () => {
  const account = await needy();
  const text = { rules: [perpTopUp], surviveBelow: 5, limits: { health: 5 } };
  const keeper = await runKeeper(lab(), account, text, onTestFinished, { before: say('halt') });
  expect(await keeper.tick()).toMatchObject({
    decisions: [
      { orderClass: 'survive', verdict: 'refused', not: ['TRADING_STATE: trading is halted by the operator'] },
    ],
    orders: [],
  });
  await keeper.idle(3);
  expect(await onChain(lab(), account.address).nonce()).toBe(account.nonce);

  await say('resume')(keeper.ledger);
  await keeper.idle(1);
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { status: 'Filled', orderClass: 'survive' } }]);
});

test('behavior: halted between the approval and the deposit, no deposit follows', async () => {
  const account = await needy();
  const keeper = await runKeeper(lab(), account, { rules: [cheap(perpTopUp)] }, onTestFinished);
  const chain = onChain(lab(), account.address);
  await headAtGwei(100n);
  await keeper.quiet();
  await lab().testClient.setAutomine(false);
  onTestFinished(() => lab().testClient.setAutomine(true));
  await headAtGwei(1n);
  await keeper.line(({ message }) => message === 'sent');
  await say('halt')(keeper.ledger);
  await lab().testClient.mine({ blocks: 1 });
  await keeper.tick(({ orders }) => orders.length > 0);
  expect(await orderStories(keeper.ledger)).toMatchObject([
    { order: { status: 'Canceled', text: 'trading is halted: as the test wants' }, attempts: [{ step: 0 }] },
  ]);
  expect(await chain.nonce()).toBe(account.nonce + 1);
});

test('behavior: while reducing, a top-up goes, and a hedge that could add risk does not', async () => {
  const account = await needy();
  const keeper = await runKeeper(
    lab(),
    account,
    { rules: [perpTopUp, { ...hedge, when: 'delta < 8', to: 9 }] },
    onTestFinished,
    {
      before: say('pause'),
    },
  );
  expect(verdicts(await keeper.tick())).toEqual(['topUp perp-v2 * act', 'hedge ETH refused TRADING_STATE']);
  await keeper.quiet();
  await keeper.idle(2);
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { rule: 'topUp perp-v2 *', status: 'Filled' } }]);
  expect(await onChain(lab(), account.address).perpSize()).toBe(5n * 10n ** 18n);
});

const used = {
  'orders an hour': [{ hour: { orders: 1 } }, 'ORDERS_PER_HOUR'],
  'orders a day': [{ hour: { orders: 1 }, day: { orders: 1 } }, 'ORDERS_PER_HOUR ORDERS_PER_DAY'],
  'gas a day': [{ day: { gas: plentyOfGas } }, 'GAS_PER_DAY'],
} as const;

for (const [name, [limits, codes]] of Object.entries(used)) {
  test(`behavior: with its ${name} used up, no hedge follows`, async () => {
    const account = await settledAccount(lab(), { USDC: 12_000 }, { options: [], perp: { size: 2, margin: 8000 } });
    const chain = onChain(lab(), account.address);
    const book = { rules: [hedge], limits };
    let keeper = await runKeeper(lab(), account, book, onTestFinished);
    await keeper.quiet();
    expect(await chain.perpSize()).toBe(0n);
    if (name === 'gas a day') {
      await keeper.stop();
      leaveHardlyAnyGas(keeper.files);
      keeper = await runKeeper(lab(), account, book, onTestFinished, { files: keeper.files });
    }
    await lab().openBook(account, { options: [], perp: { size: -1, margin: 10 } });
    const nonce = await chain.nonce();
    await keeper.quiet();
    await keeper.idle(3);
    expect(await chain.nonce()).toBe(nonce);
    expect(await chain.perpSize()).toBe(-(10n ** 18n));
    const [first, ...later] = await decisionsOf(keeper.ledger);
    expect(first).toMatchObject({ verdict: 'act' });
    // Told once, not at every block.
    expect(later.map((decision) => verdicts({ decisions: [decision] }))).toEqual([[`hedge ETH refused ${codes}`]]);
  });
}

test('behavior: a day’s turnover cuts the hedge that would exceed it, and stops the next', async () => {
  const account = await settledAccount(lab(), { USDC: 12_000 }, { options: [], perp: { size: 3, margin: 8000 } });
  const chain = onChain(lab(), account.address);
  const limits = { order: '4_000 usd', day: { turnover: '5_000 usd' } };
  const keeper = await runKeeper(lab(), account, { rules: [{ ...hedge, minimum: 0.05 }], limits }, onTestFinished);
  await keeper.quiet();
  await keeper.idle(2);
  const stories = await orderStories(keeper.ledger);
  expect(stories.map(({ order }) => order.status)).toEqual(['Filled', 'Filled']);
  expect(stories[0]?.order.notional).toBeCloseTo(4_000, 0);
  expect(stories[1]?.order.notional).toBeLessThanOrEqual(1_010);
  expect(await chain.perpSize()).toBeGreaterThan(4n * 10n ** 17n);
  expect((await decisionsOf(keeper.ledger)).map((decision) => verdicts({ decisions: [decision] })[0])).toEqual([
    'hedge ETH act',
    'hedge ETH act',
    'hedge ETH refused TURNOVER_PER_DAY',
  ]);
});

test('behavior: a venue that cannot be read stops the hedge and its own corrections, and nothing elsewhere', async () => {
  const account = await needy();
  const { address } = lab().contracts.lyra.OptionMarketViewer;
  await headAtGwei(100n);
  const keeper = await runKeeper(lab(), account, { rules: [perpTopUp, lyraTopUp, hedge].map(cheap) }, onTestFinished);
  await keeper.quiet();
  const whole = await lab().publicClient.getCode({ address });
  // An invalid instruction: every call of it reverts.
  await lab().testClient.setCode({ address, bytecode: '0xfe' });
  await headAtGwei(1n);
  const tick = await keeper.tick(({ orders }) => orders.length > 0);
  expect(tick.snapshot.unread).toMatchObject([{ venue: 'lyra' }]);
  expect(verdicts(tick)).toEqual(['topUp perp-v2 * act', 'topUp lyra * refused', 'hedge ETH refused UNREAD_VENUE']);
  await keeper.quiet();
  await keeper.idle(2);
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { rule: 'topUp perp-v2 *', status: 'Filled' } }]);
  expect(await onChain(lab(), account.address).perpHealth()).toBeGreaterThanOrEqual(6);

  await lab().testClient.setCode({ address, bytecode: whole ?? '0x' });
  await keeper.idle(1);
  expect((await orderStories(keeper.ledger)).map(({ order }) => `${order.rule} ${order.status}`)).toEqual([
    'topUp perp-v2 * Filled',
    'topUp lyra * Filled',
    'hedge ETH Filled',
  ]);
});

test('behavior: a paused perpetual stops the hedge, and a top-up on the other venue goes', async () => {
  const account = await needy();
  await asOwner(lab(), lab().contracts.perp.BaseToken, 'pause', []);
  const keeper = await runKeeper(lab(), account, { rules: [lyraTopUp, hedge] }, onTestFinished);
  const tick = await keeper.tick();
  expect(verdicts(tick)).toEqual(['topUp lyra * act', 'hedge ETH refused']);
  expect(tick.decisions[1]?.not.join()).toMatch(/paused/);
  await keeper.quiet();
  await keeper.idle(2);
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { rule: 'topUp lyra *', status: 'Filled' } }]);
});

test('behavior: while the oracles disagree no hedge is sent, and a top-up is', async () => {
  const account = await needy();
  const { lyra } = lab().contracts;
  await createLabChain(lab().url).send(...lyraRate(lyra, 2080));
  await createLabChain(lab().url).send(...greeksRefresh(lyra));
  const limits = { priceDeviation: '300bps' };
  const keeper = await runKeeper(lab(), account, { rules: [perpTopUp, hedge], limits }, onTestFinished);
  const tick = await keeper.tick();
  expect(verdicts(tick)).toEqual(['topUp perp-v2 * act', 'hedge ETH refused PRICE_SANITY']);
  await keeper.quiet();
  await keeper.idle(2);
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { rule: 'topUp perp-v2 *', status: 'Filled' } }]);
});

test('behavior: an account without gas for it is told so, and sends nothing', async () => {
  const account = await needy();
  await lab().testClient.setBalance({ address: account.address, value: 10n ** 12n });
  // A clock that stands still: no second try is due.
  const now = () => unixMillis(1_700_000_000_000);
  const keeper = await runKeeper(lab(), account, { rules: [perpTopUp] }, onTestFinished, { now });
  await keeper.tick();
  expect(await orderStories(keeper.ledger)).toMatchObject([
    {
      order: { status: 'Rejected', text: expect.stringMatching(/^the account lacks [\d.]+ of the gas token/) },
      attempts: [],
    },
  ]);
  await keeper.idle(3);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
  expect(await onChain(lab(), account.address).nonce()).toBe(account.nonce);
});

test('behavior: a revert that no rehearsal foresaw is named, and what keeps reverting is tried ever more rarely', async () => {
  const account = await needy();
  const chain = onChain(lab(), account.address);
  const gasToken = await chain.gasToken();
  let clock = 1_700_000_000_000;
  const now = (): UnixMillis => unixMillis(clock);
  await headAtGwei(100n);
  const keeper = await runKeeper(lab(), account, { rules: [cheap({ ...hedge, to: 0 })] }, onTestFinished, { now });
  await keeper.quiet();
  await lab().testClient.setAutomine(false);
  onTestFinished(() => lab().testClient.setAutomine(true));

  // A minute of heads, a second apart. Whatever is sent is mined after its deadline of two minutes.
  const sendings = () => keeper.lines.filter(({ message }) => message === 'sent').length;
  for (let mined = 0; mined < 60; mined++) {
    const before = keeper.ticks.length;
    const sent = sendings();
    clock += 1000;
    const { timestamp } = await lab().publicClient.getBlock();
    const { pending } = await lab().testClient.getTxpoolStatus();
    await lab().testClient.setNextBlockTimestamp({ timestamp: timestamp + (pending > 0 ? 150n : 1n) });
    await headAtGwei(1n);
    await keeper.until(() => keeper.ticks.length > before || sendings() > sent);
  }
  const stories = await orderStories(keeper.ledger);
  for (const { order, attempts, fills } of stories) {
    expect(order).toMatchObject({ status: 'Rejected', text: expect.stringMatching(/^CH_TE: .*deadline/) });
    expect([attempts.map(({ state }) => state), fills]).toEqual([['Reverted'], []]);
  }
  // Tried after 0, 2, 4, 8, 16 seconds' wait.
  expect(stories).toHaveLength(5);
  expect(await chain.nonce()).toBe(account.nonce + stories.length);
  const burnt = stories.flatMap(({ attempts }) => attempts).reduce((sum, { gasCost }) => sum + (gasCost ?? 0n), 0n);
  expect(await chain.gasToken()).toBe(gasToken - burnt);
  expect(await chain.perpSize()).toBe(5n * 10n ** 18n);
});
