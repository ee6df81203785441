import { type Address, encodeFunctionData, erc20Abi, formatEther, parseEther } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { createSigner } from '../../src/execute/transactions/signer.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { Book } from '../../src/lab/book.js';
import type { Lab } from '../../src/lab/lab.js';
import type { TickRecord } from '../../src/record/recorder.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { type RpcProxy, startRpcProxy } from '../rpcProxy.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { orderStories, settledAccount } from './story.js';

const homeLab = useLab();
const FAR = 31338;
const farLab = useLab({ chainId: FAR });

const hedge = (on: string, when = 'abs(delta) > 0.3') => ({
  ...{ hedge: 'ETH', name: `hedge on ${on}`, when, on: `${on} ETH` },
  ...{ maxSlippage: '200bps', minimum: 0.02 },
});
const topUp = (accounts: string) => ({ topUp: accounts, when: 'health < 2.5', to: 3, from: 'wallet USDC' });

interface TwoChains {
  home: LabAccount;
  away: LabAccount;
  proxy: RpcProxy;
  keeper: RunningKeeper;
  /** A block on each chain, and what the keeper made of both. */
  blocks(): Promise<void>;
}

/** One strategy over two chains with an account on each: perps on both, and 2 sETH in the wallet of the far one. */
async function keepTwoChains(rules: readonly Readonly<Record<string, unknown>>[], margin = 8_000) {
  const book: Book = { options: [], perp: { size: 0, margin } };
  const home = await settledAccount(homeLab(), { USDC: 16_000, ETH: 100 }, book);
  const away = await settledAccount(farLab(), { USDC: 16_000, sETH: 2, ETH: 100 }, book);
  const proxy = await startRpcProxy(farLab(), onTestFinished);
  const watch = [{ 'perp-v2': 'ETH' }, { wallet: ['USDC', 'sETH'] }];
  const keys = [home, away].map(({ address: account }) => ({
    ...{ account, keystore: 'unread.json', passwordFile: 'unread.json' },
  }));
  const keeper = await runKeeper(
    homeLab(),
    home,
    {
      ...{ rules, watch, keys },
      chains: { far: { world: farLab(), account: away.address, watch, endpoints: [proxy.wsUrl] } },
    },
    onTestFinished,
    {
      signerOf: async (account, chainId) =>
        createSigner(account === home.address ? home.privateKey : away.privateKey, { chainId }),
    },
  );
  await Promise.all([keeper.tick(isHome), keeper.tick(isFar)]);
  const blocks = async () => {
    for (const lab of [farLab(), homeLab()]) await block(keeper, lab);
  };
  return { home, away, proxy, keeper, blocks } satisfies TwoChains;
}

const isOn =
  (chainId: number) =>
  ({ snapshot }: TickRecord): boolean =>
    snapshot.chainId === chainId;
const isHome = isOn(31337);
const isFar = isOn(FAR);

/** A block more, and what the keeper made of it. */
async function block(keeper: RunningKeeper, lab: Lab): Promise<TickRecord> {
  await lab.testClient.mine({ blocks: 1 });
  return seen(keeper, lab);
}

/** The first tick on what is a chain's newest block now, or on a later one. */
async function seen(keeper: RunningKeeper, lab: Lab): Promise<TickRecord> {
  const { number } = await lab.publicClient.getBlock();
  return keeper.tick((tick) => isOn(lab.chainId)(tick) && tick.snapshot.block.number >= number);
}

/** The one clock that both are looked at by has gone on meanwhile. */
async function catchUp(behind: Lab, ahead: Lab): Promise<void> {
  const [from, to] = await Promise.all([behind, ahead].map(({ publicClient }) => publicClient.getBlock()));
  await behind.advance(Number((to?.timestamp ?? 0n) - (from?.timestamp ?? 0n)));
}

/** By hand, past the keeper. */
async function sendSeth({ testClient, tokens }: Lab, from: Address, to: Address): Promise<void> {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, parseEther('1')] });
  await testClient.impersonateAccount({ address: from });
  await testClient.request({
    method: 'eth_sendTransaction',
    params: [{ from, to: tokens.sETH.address, data }],
  } as never);
}

const deltaOf = ({ risk }: TickRecord): number =>
  risk.underlyings.find((u) => u.underlying === 'ETH')?.delta ?? Number.NaN;

test('default: a delta on one chain is hedged on another, once, and told as one portfolio', async () => {
  const { home, keeper, blocks } = await keepTwoChains([hedge('perp-v2')]);
  await blocks();
  await keeper.tick((tick) => isHome(tick) && tick.orders.length > 0);
  for (let i = 0; i < 3; i++) await blocks();

  expect(Number(formatEther(await onChain(homeLab(), home.address).perpSize()))).toBe(-2);
  const stories = await orderStories(keeper.ledger);
  expect(stories).toMatchObject([{ order: { status: 'Filled', chainId: 31337, account: home.address } }]);

  const last = await block(keeper, homeLab());
  expect(deltaOf(last)).toBeCloseTo(0, 6);
  const ids = last.snapshot.readings.flatMap(({ positions }) => positions.map(({ id }) => id));
  expect(ids).toEqual(expect.arrayContaining(['perp-v2 ETH', 'wallet USDC', 'far:wallet USDC', 'far:wallet sETH']));
  expect(last.risk.marginAccounts.map(({ marginAccount }) => marginAccount)).toEqual([
    'perp-v2 cross',
    'far:perp-v2 cross',
  ]);
  // The same from there.
  expect(deltaOf(await block(keeper, farLab()))).toBeCloseTo(0, 6);
  await keeper.stop();
  const { recorded } = await expectReplayed(keeper);
  expect(recorded.map(({ verdict }) => verdict)).toContain('act');
});

test('behavior: a chain that does not answer stops new risk, and no rescue; once it is back, it goes on', async () => {
  const { home, away, proxy, keeper, blocks } = await keepTwoChains([hedge('perp-v2'), topUp('perp-v2 *')], 1_000);
  const chain = onChain(homeLab(), home.address);
  await blocks();
  await keeper.tick((tick) => isHome(tick) && tick.orders.length > 0);
  await blocks();
  const size = await chain.perpSize();
  expect(Number(formatEther(size))).toBe(-2);

  proxy.down();
  // Too long ago for what was last read to hold, and a move that wants a hedge and a top-up.
  await homeLab().advance(900);
  await block(keeper, homeLab());
  const old = await block(keeper, homeLab());
  expect(old.snapshot.unread[0]?.error).toMatch(
    /^the newest block of far that was read is \d+ s old; headAge is 60 s$/,
  );
  expect(old.snapshot.unread.map(({ venue }) => venue)).toEqual(['far:perp-v2', 'far:wallet']);
  await homeLab().moveMarket(2_200, { seconds: 60 });
  await keeper.tick((tick) => tick.orders.some(({ order }) => order.rule.startsWith('topUp')));
  // Without the far chain the short looks naked, and buying it back would be a mistake.
  const hedges = keeper.ticks.flatMap(({ decisions }) => decisions.filter(({ kind }) => kind === 'hedge'));
  expect(hedges.at(-1)).toMatchObject({
    verdict: 'refused',
    not: [expect.stringContaining('what far:perp-v2 holds is not known')],
  });
  expect(await chain.perpSize()).toBe(size);

  await farLab().moveMarket(2_200, { seconds: 60 });
  await sendSeth(farLab(), away.address, home.address);
  proxy.up();
  await catchUp(farLab(), homeLab());
  await seen(keeper, farLab());
  expect((await block(keeper, homeLab())).snapshot.unread).toEqual([]);
  await blocks();
  expect(Number(formatEther(await chain.perpSize()))).toBe(-1);
  await keeper.stop();
  await expectReplayed(keeper);
});

test('behavior: rules act on their own chain, and two chains never make up for the same delta', async () => {
  const rules = [hedge('perp-v2'), hedge('far:perp-v2'), topUp('far:perp-v2 *')];
  const { home, away, keeper, blocks } = await keepTwoChains(rules);
  // Both at once.
  await Promise.all([homeLab(), farLab()].map((lab) => lab.testClient.mine({ blocks: 1 })));
  await keeper.until(() => keeper.ticks.some(({ orders }) => orders.length > 0));
  for (let i = 0; i < 3; i++) await blocks();
  const sizes = await Promise.all(
    [onChain(homeLab(), home.address), onChain(farLab(), away.address)].map((c) => c.perpSize()),
  );
  expect(sizes.map((size) => Number(formatEther(size))).sort()).toEqual([-2, 0]);
  const hedges = (await orderStories(keeper.ledger)).filter(({ order }) => order.rule.startsWith('hedge'));
  expect(hedges).toMatchObject([{ order: { status: 'Filled' } }]);
  await keeper.stop();
  await expectReplayed(keeper);
});
