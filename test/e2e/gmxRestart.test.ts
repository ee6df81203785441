import { join } from 'node:path';
import { encryptKeystoreJson } from 'ethers';
import type { Hex } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { LabAccount } from '../../src/lab/accounts.js';
import { openLedger } from '../../src/record/ledger.js';
import { type BookFiles, writeBook, writeSecret } from '../book.js';
import { type Running, start } from '../cli/ballast.js';
import { useGmxLab } from '../gmxLab.js';
import { keepWallTime } from '../keepWallTime.js';
import { type RpcAnswer, startRpcProxy } from '../rpcProxy.js';
import {
  areDone,
  areFrozen,
  blocks,
  deleverage,
  eth,
  ethPrice,
  frozenForItsPrice,
  holder,
  keepGmx,
  keysOf,
  mineUntil,
  onGmx,
  pass,
  protect,
  reverted,
  told,
  worldOf,
} from './gmxDesk.js';
import { orderStories } from './story.js';

/** The real command line is killed at some point of an order's life; on its ledger, another keeper goes on. */

const lab = useGmxLab();
keepWallTime(lab);

/** Of half a percent, so that its bounds are near the price. */
const watch = [{ 'gmx-v2': 'ETH/USD' }, { wallet: ['USDC', 'WETH'] }];

async function setUp(rule: Readonly<Record<string, unknown>>) {
  const account = await holder(lab(), { USDC: 1_000 }, { isLong: true, size: 5, collateral: 900 });
  const proxy = await startRpcProxy(lab(), onTestFinished);
  const keys = [{ account: account.address, keystore: 'book.json', passwordFile: 'book.password' }];
  const text = { account: account.address, rules: [rule], watch, endpoints: [proxy.wsUrl], keys };
  const files = writeBook(worldOf(lab()), text, onTestFinished);
  // Weak, so that the start is not spent on unlocking it.
  writeSecret(join(files.folder, 'book.json'), await encryptKeystoreJson(account, 'password', { scrypt: { N: 1024 } }));
  writeSecret(join(files.folder, 'book.password'), 'password');
  return { account, proxy, files, chain: onGmx(lab(), account) };
}

const startDaemon = ({ settings, strategy, folder }: BookFiles): Running =>
  start(['--settings', settings, 'run', strategy], onTestFinished, { cwd: folder });

async function kill(daemon: Running): Promise<void> {
  daemon.signal('SIGKILL');
  expect((await daemon.ended).code).toBeNull();
}

/** What the dead one has left. */
async function left(files: BookFiles) {
  const ledger = openLedger({ file: files.ledger, readonly: true });
  try {
    return await orderStories(ledger);
  } finally {
    ledger.close();
  }
}

const goOn = (account: LabAccount, files: BookFiles) =>
  keepGmx(lab(), account, { rules: [] }, onTestFinished, { files });

/** Killed once GMX has been asked; told is GMX's key. */
async function killedWhileItWaits(rule: Readonly<Record<string, unknown>>) {
  const world = await setUp(rule);
  const daemon = startDaemon(world.files);
  await daemon.line(/(waits|rests) at gmx-v2/);
  await kill(daemon);
  const [key = '0x' as Hex] = keysOf(await left(world.files));
  return { ...world, key };
}

const mine = () => lab().testClient.mine({ blocks: 1 });

/** What had become of the bytes when it died at their sending. */
const deaths: Readonly<Record<string, (forward: () => Promise<RpcAnswer>) => Promise<unknown>>> = {
  'journalled, and not with the node': async () => {},
  'with the node, and in no block': async (forward) => forward(),
  'mined, and nobody said so': async (forward) => {
    await forward();
    await mine();
  },
};

for (const [name, death] of Object.entries(deaths)) {
  test(`default: killed with the request ${name}: GMX is asked once`, async () => {
    const { account, proxy, files, chain } = await setUp(deleverage);
    await lab().testClient.setAutomine(false);
    onTestFinished(() => lab().testClient.setAutomine(true));
    const dead = new Promise<void>((resolve) => {
      proxy.intercept = async ({ method }, forward) => {
        if (method !== 'eth_sendRawTransaction') return forward();
        await death(forward);
        resolve();
        return new Promise(() => {});
      };
    });
    const daemon = startDaemon(files);
    await dead;
    await kill(daemon);
    expect(await left(files)).toMatchObject([{ order: { status: 'New' }, attempts: [{ state: 'Signed' }], fills: [] }]);

    proxy.intercept = (_, forward) => forward();
    await lab().testClient.setAutomine(true);
    await mine();
    lab().keeper.run('prompt');
    const keeper = await goOn(account, files);
    await mineUntil(lab(), keeper, areDone(1));
    await blocks(lab(), keeper, 4);
    const [story, ...more] = await orderStories(keeper.ledger);
    expect(more).toEqual([]);
    const fill = story?.fills[0]?.fill;
    expect(story).toMatchObject({ order: { status: 'Filled', text: '' }, attempts: [{ nonce: account.nonce }] });
    expect(story?.fills).toHaveLength(1);
    expect(await chain.size()).toBe(eth(5) - (fill?.kind === 'trade' ? fill.quantity : 0n));
    expect(await chain.nonce()).toBe(account.nonce + 1);
  });
}

test('behavior: killed while the order waits, carried out later', async () => {
  const { account, files, chain, key } = await killedWhileItWaits(deleverage);
  const keeper = await goOn(account, files);
  await blocks(lab(), keeper, 3);
  expect(told(await orderStories(keeper.ledger))).toEqual([['trade', 'New', expect.stringMatching(/^waits at/)]]);
  await lab().keeper.execute(key);
  const [story, ...more] = await mineUntil(lab(), keeper, areDone(1));
  expect(more).toEqual([]);
  expect(story).toMatchObject({ order: { status: 'Filled' }, fills: [{ fill: { kind: 'trade', side: 'Sell' } }] });
  expect(await chain.nonce()).toBe(account.nonce + 1);
});

test('behavior: carried out while nobody watched, an hour late, many blocks ago', async () => {
  const { account, files, chain, key } = await killedWhileItWaits(deleverage);
  const { timestamp } = await lab().publicClient.getBlock();
  await lab().advance(3_600);
  expect(await lab().keeper.execute(key, { timestamp: Number(timestamp) })).toMatchObject({ outcome: 'executed' });
  await lab().testClient.mine({ blocks: 150 });
  const keeper = await goOn(account, files);
  await lab().advance(1);
  const [story, ...more] = await mineUntil(lab(), keeper, areDone(1));
  expect(more).toEqual([]);
  const fill = story?.fills[0]?.fill;
  expect(story).toMatchObject({ order: { status: 'Filled' }, venueOrders: [{ status: 'Filled' }] });
  expect(await chain.size()).toBe(eth(5) - (fill?.kind === 'trade' ? fill.quantity : 0n));
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
  expect(await chain.nonce()).toBe(account.nonce + 1);
});

test('behavior: cancelled while nobody watched: it is told why, and tried again', async () => {
  const { account, files, chain, key } = await killedWhileItWaits(deleverage);
  const low = ethPrice(1900);
  expect(await lab().keeper.execute(key, { price: { min: low, max: low } })).toMatchObject({ outcome: 'cancelled' });
  const keeper = await goOn(account, files);
  await lab().advance(30);
  lab().keeper.run('prompt');
  const stories = await mineUntil(lab(), keeper, areDone(2));
  expect(told(stories)).toEqual([
    ['trade', 'Canceled', expect.stringMatching(/^cancelled by GMX: OrderNotFulfillableAtAcceptablePrice: /)],
    ['trade', 'Filled', ''],
  ]);
  expect(stories[0]?.fills).toEqual([]);
  expect(await chain.nonce()).toBe(account.nonce + 2);
  expect(await reverted(lab(), stories)).toEqual([]);
});

test('behavior: frozen while nobody watched: it is told why, and made anew', async () => {
  const { account, files, key } = await killedWhileItWaits({ ...protect, maxSlippage: '100bps', cooldown: '10m' });
  const low = ethPrice(1700);
  expect(await lab().keeper.execute(key, { price: { min: low, max: low } })).toMatchObject({ outcome: 'frozen' });
  // Past the daemon's clock, by which its stop was made: a rule does not cool down from what is in the future.
  await lab().advance(60);
  const keeper = await goOn(account, files);
  // A node may be slow with its events: nothing takes its place before they are told.
  expect(told(await mineUntil(lab(), keeper, areFrozen))).toEqual([
    ['rest', 'Suspended', expect.stringMatching(frozenForItsPrice)],
  ]);
  await pass(lab(), keeper, 600);
  const stories = await mineUntil(lab(), keeper, areDone(2));
  expect(told(stories)).toEqual([
    ['rest', 'Canceled', expect.stringMatching(/^replaced by order/)],
    ['rest', 'New', expect.stringMatching(/^rests at gmx-v2/)],
  ]);
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(2);
});

test('behavior: a stop that closed the position while nobody watched is filled, and none takes its place', async () => {
  const { account, files, key } = await killedWhileItWaits(protect);
  const low = ethPrice(1835);
  expect(await lab().keeper.execute(key, { price: { min: low, max: low } })).toMatchObject({ outcome: 'executed' });
  const keeper = await goOn(account, files);
  await lab().advance(30);
  const [story, ...more] = await mineUntil(lab(), keeper, (all) => all[0]?.order.status === 'Filled');
  expect(more).toEqual([]);
  expect(story?.fills).toMatchObject([{ fill: { kind: 'trade', side: 'Sell', quantity: eth(5) } }]);
  expect(await lab().positions(account.address)).toEqual([]);
  await blocks(lab(), keeper, 3);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
});
