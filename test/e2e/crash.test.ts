import { join } from 'node:path';
import { encryptKeystoreJson } from 'ethers';
import type { Hex } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createLab, type Lab } from '../../src/lab/lab.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import { openOrders } from '../../src/record/queries/openOrders.js';
import { type BookFiles, writeBook, writeSecret } from '../book.js';
import { type Running, start } from '../cli/ballast.js';
import { onChain } from '../onChain.js';
import { type RpcAnswer, type RpcProxy, type RpcRequest, startRpcProxy } from '../rpcProxy.js';
import { orderStories, settledAccount } from './story.js';

/**
 * The real command line is killed in the midst of an order and started again; a proxy before the node says when. The
 * node mines only when told.
 */

let lab: Lab;
let account: Awaited<ReturnType<typeof settledAccount>>;
let keystore: string;
let clean: Hex;

beforeAll(async () => {
  lab = await createLab();
  account = await settledAccount(lab, { USDC: 10_000 }, { options: [], perp: { size: 5, margin: 2500 } });
  // Weak, so that each start is not spent on unlocking it.
  keystore = await encryptKeystoreJson(account, 'password', { scrypt: { N: 1024 } });
  clean = await lab.snapshot();
});
beforeEach(async () => {
  await lab.testClient.setAutomine(false);
  await lab.revert(clean);
});
afterAll(() => lab.stop());

const rules = {
  /** One transaction: sells exactly 4 of 5. */
  hedge: { hedge: 'ETH', when: 'abs(delta) > 3', to: 1, on: 'perp-v2 ETH', maxSlippage: '200bps' },
  /** An approval and a deposit. */
  topUp: { topUp: 'perp-v2 *', when: 'health < 5', to: 6, from: 'wallet USDC' },
};

async function setUp(rule: keyof typeof rules) {
  const proxy = await startRpcProxy(lab, onTestFinished);
  const keys = [{ account: account.address, keystore: 'book.json', passwordFile: 'book.password' }];
  const text = { account: account.address, rules: [rules[rule]], endpoints: [proxy.wsUrl], keys };
  const files = writeBook(lab, text, onTestFinished);
  writeSecret(join(files.folder, 'book.json'), keystore);
  writeSecret(join(files.folder, 'book.password'), 'password');
  return { proxy, files };
}

const startDaemon = ({ settings, strategy, folder }: BookFiles): Running =>
  start(['--settings', settings, 'run', strategy], onTestFinished, { cwd: folder });

/** What a request of a daemon meets: it is told of, and never answered. */
type Catch = (forward: () => Promise<RpcAnswer>) => Promise<unknown>;

/** Resolves when the daemon makes its `count`th request of a kind; what is done with it then is up to `then`. */
function caught(proxy: RpcProxy, wanted: (request: RpcRequest) => boolean, then: Catch, count = 1): Promise<void> {
  let seen = 0;
  return new Promise((resolve) => {
    proxy.intercept = async (request, forward) => {
      if (!wanted(request) || ++seen !== count) return forward();
      await then(forward);
      resolve();
      return new Promise(() => {});
    };
  });
}

const isSending = ({ method }: RpcRequest) => method === 'eth_sendRawTransaction';
const mine = () => lab.testClient.mine({ blocks: 1 });

async function kill(daemon: Running): Promise<void> {
  daemon.signal('SIGKILL');
  expect((await daemon.ended).code).toBeNull();
}

/** The chain goes on with every tick, and the daemon has all the ticks it wants: it fills one order, and no other. */
async function startAgain(files: BookFiles, proxy: RpcProxy): Promise<void> {
  await lab.testClient.setAutomine(true);
  const ticks = mineWithEachTick(proxy);
  const daemon = startDaemon(files);
  await daemon.line('order is Filled');
  await ticks.more(3);
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
}

/** A tick begins with a snapshot at the hash of its block; then the next block is mined. */
function mineWithEachTick(proxy: RpcProxy) {
  const hashes = new Set<unknown>();
  let begun = () => {};
  proxy.intercept = async (request, forward) => {
    const answer = await forward();
    const [, at] = request.params ?? [];
    if (typeof at !== 'object' || at === null || !('blockHash' in at) || hashes.has(at.blockHash)) return answer;
    hashes.add(at.blockHash);
    begun();
    await mine();
    return answer;
  };
  return {
    /** Resolves when so many more have begun; all but the last are over then. */
    more: (count: number) =>
      new Promise<void>((resolve) => {
        const enough = hashes.size + count;
        begun = () => hashes.size >= enough && resolve();
      }),
  };
}

async function withLedger<Value>(files: BookFiles, read: (ledger: Ledger) => Promise<Value>): Promise<Value> {
  const ledger = openLedger({ file: files.ledger, readonly: true });
  try {
    return await read(ledger);
  } finally {
    ledger.close();
  }
}

/** `Mined` while the block that it is in is the newest that was seen; one confirmation makes it final. */
const inBlock = expect.stringMatching(/^(Mined|Final)$/);

/** The chain has it once, the ledger says the same, and nothing is open. */
async function expectOneEffect(files: BookFiles, rule: keyof typeof rules): Promise<void> {
  const chain = onChain(lab, account.address);
  const stories = await withLedger(files, orderStories);
  const fills = stories.flatMap((story) => story.fills.map(({ fill }) => fill));
  expect(fills).toHaveLength(1);
  const [fill] = fills;
  if (rule === 'hedge') {
    expect(await chain.perpSize()).toBe(10n ** 18n);
    expect(fill).toMatchObject({ kind: 'trade', side: 'Sell', quantity: 4n * 10n ** 18n });
  } else {
    const moved = 10_000_000_000n - 2_500_000_000n - (await chain.balance('USDC'));
    expect(fill).toMatchObject({ kind: 'addCollateral', amount: moved });
    expect(await chain.perpMargin()).toBe(2_500_000_000n + moved);
    expect(await chain.perpHealth()).toBeGreaterThanOrEqual(6);
    expect(await chain.perpHealth()).toBeLessThan(6 * 1.01);
    // An approval that an interrupted order left is used up by the next, which may want some cents less by then.
    const left = await chain.allowance('USDC', lab.contracts.perp.Vault.address);
    if (stories.length === 1) expect(left).toBe(0n);
    expect(left).toBeLessThan(1_000_000n);
  }
  expect(await withLedger(files, (ledger) => openOrders(ledger))).toEqual([]);
  expect(stories.map(({ order }) => order.status).sort()).toEqual(
    [...stories.slice(1).map(() => 'Canceled'), 'Filled'].sort(),
  );
  const attempts = stories.flatMap((story) => story.attempts);
  expect(attempts.map(({ state }) => state)).toEqual(attempts.map(() => inBlock));
  expect(attempts.map(({ nonce }) => nonce)).toEqual(attempts.map((_, i) => account.nonce + i));
  expect(await chain.nonce()).toBe(account.nonce + attempts.length);
}

/** Where it dies at a sending, by what had become of the bytes. */
const deaths: Readonly<Record<string, Catch>> = {
  'journalled, and not with the node': async () => {},
  'with the node, and nobody said so': async (forward) => forward(),
  'mined, and nobody said so': async (forward) => {
    await forward();
    await mine();
  },
};

describe.each(Object.entries(deaths))('killed with the bytes %s', (_, death) => {
  test('default: a hedge is traded exactly once', async () => {
    const { proxy, files } = await setUp('hedge');
    const daemon = startDaemon(files);
    await caught(proxy, isSending, death);
    await kill(daemon);
    // It was in the ledger before a byte left.
    const [story] = await withLedger(files, orderStories);
    expect(story).toMatchObject({ order: { status: 'New' }, attempts: [{ state: 'Signed' }], fills: [] });

    await startAgain(files, proxy);
    await expectOneEffect(files, 'hedge');
    expect(await withLedger(files, orderStories)).toHaveLength(1);
  });

  test('default: the deposit of a top-up is made exactly once', async () => {
    const { proxy, files } = await setUp('topUp');
    const daemon = startDaemon(files);
    const dead = caught(proxy, isSending, death, 2);
    await daemon.line('"msg":"sent"');
    await mine();
    await dead;
    await kill(daemon);
    const [story] = await withLedger(files, orderStories);
    expect(story).toMatchObject({ order: { status: 'New' }, attempts: [{ step: 0 }, { step: 1, state: 'Signed' }] });

    await startAgain(files, proxy);
    await expectOneEffect(files, 'topUp');
    expect(await withLedger(files, orderStories)).toHaveLength(1);
  });
});

test('behavior: killed with an answered broadcast, mined while nobody watched', async () => {
  const { proxy, files } = await setUp('hedge');
  const daemon = startDaemon(files);
  await daemon.line('"msg":"sent"');
  await kill(daemon);
  const [story] = await withLedger(files, orderStories);
  expect(story).toMatchObject({ order: { status: 'New' }, attempts: [{ state: 'Broadcast' }], fills: [] });
  await mine();
  await startAgain(files, proxy);
  await expectOneEffect(files, 'hedge');
});

test('behavior: killed between the approval and the deposit, the approval serves the next order', async () => {
  const { proxy, files } = await setUp('topUp');
  const daemon = startDaemon(files);
  // The approval is rehearsed first, then the deposit, which is as far as it gets.
  const dead = caught(
    proxy,
    ({ method }) => method === 'eth_estimateGas',
    async () => {},
    2,
  );
  await daemon.line('"msg":"sent"');
  await mine();
  await dead;
  await kill(daemon);
  const [story] = await withLedger(files, orderStories);
  expect(story?.attempts).toMatchObject([{ step: 0, state: inBlock }]);
  expect(await onChain(lab, account.address).allowance('USDC', lab.contracts.perp.Vault.address)).toBeGreaterThan(0n);

  await startAgain(files, proxy);
  await expectOneEffect(files, 'topUp');
  expect((await withLedger(files, orderStories)).map(({ order }) => [order.status, order.text])).toEqual([
    ['Canceled', expect.stringContaining('approve')],
    ['Filled', ''],
  ]);
});

test('behavior: SIGTERM with a hedge in hand: it is settled first, then the exit code is 0', async () => {
  const { files } = await setUp('hedge');
  const daemon = startDaemon(files);
  await daemon.line('"msg":"sent"');
  daemon.signal('SIGTERM');
  await daemon.line('stopping once the transaction in hand is settled');
  await mine();
  expect((await daemon.ended).code).toBe(0);
  await expectOneEffect(files, 'hedge');
});

test('behavior: SIGTERM with an approval in hand: no deposit follows, and nothing is left open', async () => {
  const { proxy, files } = await setUp('topUp');
  const daemon = startDaemon(files);
  await daemon.line('"msg":"sent"');
  daemon.signal('SIGTERM');
  await daemon.line('stopping once the transaction in hand is settled');
  await mine();
  expect((await daemon.ended).code).toBe(0);
  const stories = await withLedger(files, orderStories);
  expect(stories).toMatchObject([
    { order: { status: 'Canceled' }, attempts: [{ step: 0, state: inBlock }], fills: [] },
  ]);
  expect(await onChain(lab, account.address).perpMargin()).toBe(2_500_000_000n);
  await startAgain(files, proxy);
  await expectOneEffect(files, 'topUp');
});
