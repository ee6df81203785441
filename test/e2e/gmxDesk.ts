import { encodeFunctionData, type Hash, type Hex, parseUnits } from 'viem';
import { erc20Abi } from '../../abis/erc20.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { LabPosition } from '../../src/lab/gmx/forced.js';
import type { GmxFunds, GmxLab } from '../../src/lab/gmx/gmxLab.js';
import { isOpen, type OrderTerms } from '../../src/model/order.js';
import type { OrderStory } from '../../src/record/queries/decisions.js';
import type { BookText } from '../book.js';
import { type KeeperWorld, type RunningKeeper, type RunOptions, runKeeper } from '../runKeeper.js';
import { decisionsOf, orderStories } from './story.js';

/** What a book on GMX V2 in the lab has in common with all others. */

export const SHORT = 'gmx-v2 ETH/USD short USDC';
export const LONG = 'gmx-v2 ETH/USD long USDC';

/** A short against the ether in the wallet. */
export const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.1', on: 'gmx-v2 ETH/USD', leverage: 3 };
export const topUp = { topUp: 'gmx-v2 *', when: 'health < 20', to: 30, from: 'wallet USDC' };
export const deleverage = { deleverage: 'gmx-v2 *', when: 'health < 20', to: 30, maxSlippage: '1%' };
export const protect = { protect: 'gmx-v2 *', at: 2 };

export const usd = (value: number): bigint => parseUnits(String(value), 30);
export const eth = (value: number): bigint => parseUnits(String(value), 18);
export const usdc = (value: number): bigint => parseUnits(String(value), 6);
/** USD per ETH as the contracts hold it. */
export const ethPrice = (value: number): bigint => parseUnits(String(value), 12);

export const worldOf = (lab: GmxLab): KeeperWorld => ({
  ...{ chainId: lab.chainId, wsUrl: lab.wsUrl, tokens: lab.tokens },
  ...{ publicClient: lab.publicClient, testClient: lab.testClient },
  venues: lab.venues,
});

type Finished = (forget: () => void | Promise<void>) => void;

/** The real keeper on the stand-in. */
export const keepGmx = (
  lab: GmxLab,
  account: LabAccount,
  text: Omit<BookText, 'account'>,
  onFinished: Finished,
  options: RunOptions & { world?: KeeperWorld } = {},
): Promise<RunningKeeper> =>
  runKeeper(
    options.world ?? worldOf(lab),
    account,
    { watch: [{ 'gmx-v2': 'ETH/USD' }, { wallet: ['USDC', 'WETH'] }], ...text },
    onFinished,
    options,
  );

export interface Held {
  isLong: boolean;
  /** ETH of notional at the prices that it was opened at. */
  size: number;
  /** USDC. */
  collateral: number;
}

/** An account that has opened a position by its own hand, before any keeper ran. */
export async function holder(lab: GmxLab, funds: GmxFunds, held: Held): Promise<LabAccount & { nonce: number }> {
  const account = await lab.createAccount({ ...funds, USDC: (funds.USDC ?? 0) + held.collateral });
  const { key } = await lab.placeOrder(account.address, {
    ...{ orderType: 2, isLong: held.isLong, collateral: 'USDC' },
    ...{ sizeDeltaUsd: usd(held.size * lab.price()), collateralDelta: usdc(held.collateral) },
  });
  const { outcome, reason } = await lab.keeper.execute(key);
  if (outcome !== 'executed') throw new Error(`the position was not opened: ${reason}`);
  return { ...account, nonce: await lab.publicClient.getTransactionCount(account) };
}

/** What the chain itself says of an account, asked without any code of the keeper. */
export function onGmx(lab: GmxLab, { address }: Pick<LabAccount, 'address'>) {
  const balance = (token: 'USDC' | 'WETH') =>
    lab.publicClient.readContract({
      address: lab.tokens[token].address,
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [address],
    });
  return {
    balance,
    nonce: () => lab.publicClient.getTransactionCount({ address }),
    gasToken: () => lab.publicClient.getBalance({ address }),
    allowance: (token: 'USDC' | 'WETH') =>
      lab.publicClient.readContract({
        address: lab.tokens[token].address,
        abi: erc20Abi,
        functionName: 'allowance',
        args: [address, lab.contracts.router],
      }),
    /** ETH, signed, 18 decimals, of all its positions. */
    async size() {
      const signed = ({ numbers, flags }: LabPosition) => (flags.isLong ? numbers.sizeInTokens : -numbers.sizeInTokens);
      return (await lab.positions(address)).reduce((sum, position) => sum + signed(position), 0n);
    },
    async position(isLong: boolean) {
      return (await lab.positions(address)).find(({ flags }) => flags.isLong === isLong);
    },
    async collateral(isLong: boolean) {
      return (await this.position(isLong))?.numbers.collateralAmount ?? 0n;
    },
    /** All that is the account's in USDC but for profit: wallet, positions and what waits in GMX's vault. */
    async dollars() {
      const held = await lab.positions(address);
      const waiting = await lab.publicClient.readContract({
        address: lab.tokens.USDC.address,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args: [lab.contracts.orderVault],
      });
      return held.reduce((sum, { numbers }) => sum + numbers.collateralAmount, (await balance('USDC')) + waiting);
    },
  };
}

/** The transactions that failed on chain among the account's attempts: there should be none, ever. */
export async function reverted(lab: GmxLab, stories: readonly OrderStory[]): Promise<Hash[]> {
  const hashes = stories.flatMap(({ attempts }) => attempts.map(({ hash }) => hash));
  const receipts = await Promise.all(
    hashes.map((hash) => lab.publicClient.getTransactionReceipt({ hash }).catch(() => null)),
  );
  return receipts.flatMap((receipt) => (receipt?.status === 'reverted' ? [receipt.transactionHash] : []));
}

/** Resolves with all orders once they are as wanted; asked again after every tick and every line. */
export async function when(
  keeper: RunningKeeper,
  wanted: (stories: readonly OrderStory[]) => boolean,
): Promise<OrderStory[]> {
  const events = () => keeper.ticks.length + keeper.lines.length;
  for (;;) {
    const seen = events();
    const stories = await orderStories(keeper.ledger);
    if (wanted(stories)) return stories;
    await keeper.until(() => events() > seen);
  }
}

/** At least so many orders, and each is finished or rests. */
export const finished = (keeper: RunningKeeper, count: number): Promise<OrderStory[]> => when(keeper, areDone(count));

const isDone = ({ status, terms, text }: OrderStory['order']): boolean =>
  !isOpen(status) || (terms.kind === 'rest' && text.startsWith('rests'));

/** GMX's own keys of the orders it has been asked for, once there are so many. */
export async function asked(keeper: RunningKeeper, count = 1): Promise<Hex[]> {
  const stories = await when(keeper, (all) => keysOf(all).length >= count);
  return keysOf(stories);
}

export const keysOf = (stories: readonly OrderStory[]): Hex[] =>
  stories.flatMap(({ venueOrders }) => venueOrders.map(({ id }) => id as Hex));

/** For a glance in a test: kind, status and text of each order. */
export const told = (stories: readonly OrderStory[]): [OrderTerms['kind'], string, string][] =>
  stories.map(({ order }) => [order.terms.kind, order.status, order.text]);

/** The newest decision about a rule's name. */
export const newestOf = async (keeper: RunningKeeper, rule: string) =>
  (await decisionsOf(keeper.ledger)).findLast((decision) => decision.rule === rule);

/** Mines blocks one by one, each once the keeper is done with the one before. */
export async function blocks(lab: GmxLab, keeper: RunningKeeper, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await lab.testClient.mine({ blocks: 1 });
    await caughtUp(lab, keeper);
  }
}

/** Resolves once the keeper has had a tick on the newest block, whatever it did there. */
export async function caughtUp(lab: GmxLab, keeper: RunningKeeper): Promise<void> {
  const newest = await lab.publicClient.getBlockNumber();
  await keeper.tick(({ snapshot }) => snapshot.block.number >= newest);
}

/** Mines, a block for each tick, until the orders are as wanted. @throws Error after 60 blocks */
export async function mineUntil(
  lab: GmxLab,
  keeper: RunningKeeper,
  wanted: (stories: readonly OrderStory[]) => boolean,
): Promise<OrderStory[]> {
  for (let mined = 0; mined <= 60; mined++) {
    const stories = await orderStories(keeper.ledger);
    if (wanted(stories)) return stories;
    await blocks(lab, keeper, 1);
  }
  throw new Error(`it does not come to that: ${JSON.stringify(told(await orderStories(keeper.ledger)))}`);
}

/** Lets time pass in steps at which the keeper has its tick. */
export async function pass(lab: GmxLab, keeper: RunningKeeper, seconds: number, steps = 1): Promise<void> {
  for (let i = 0; i < steps; i++) {
    await lab.advance(seconds);
    await caughtUp(lab, keeper);
  }
}

/** As `pass`, with a keeper of GMX's at work: no step begins before the orders of the last one are done, however slow it is. */
export async function passSettled(lab: GmxLab, keeper: RunningKeeper, seconds: number, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) {
    await mineUntil(lab, keeper, areDone(0));
    await pass(lab, keeper, seconds);
  }
}

export const isAt = (count: number) => (stories: readonly OrderStory[]) => keysOf(stories).length >= count;
export const areDone = (count: number) => (stories: readonly OrderStory[]) =>
  stories.length >= count && stories.every(({ order }) => isDone(order));

/** As a stop is told that GMX would have carried out for less than it accepts. */
export const frozenForItsPrice = /^suspended by gmx-v2: frozen by GMX: OrderNotFulfillableAtAcceptablePrice: /;
export const areFrozen = (stories: readonly OrderStory[]) =>
  stories.length > 0 && stories.every(({ order }) => frozenForItsPrice.test(order.text));

export const transferCall = (to: Hex, amount: bigint): Hex =>
  encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] });
