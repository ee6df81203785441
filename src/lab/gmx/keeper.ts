import { type Address, encodeAbiParameters, type Hex } from 'viem';
import { type Contract, developmentAccount, type LabChain } from '../chain.js';
import { LabError } from '../errors.js';
import { revertReason } from '../revertReason.js';
import type { DeployedGmx } from './contracts.js';
import { errorText } from './errorText.js';
import { missingPrice } from './missingPrice.js';
import { isMarketOrder, type PendingOrder, pendingOrders } from './orders.js';
import { type Execution, outcomeIn } from './outcome.js';
import type { LabPrices, TokenPrice } from './prices.js';
import { type RunningWatch, watchBlocks } from './watchBlocks.js';

/**
 * How a keeper that runs by itself treats orders. An order whose trigger is not met is left alone by all of them, and one
 * that accepts any price is executed at the market's by those that would miss it.
 */
export type KeeperMode =
  /** Executes each order as soon as a block holds it. */
  | 'prompt'
  /** Does nothing. */
  | 'asleep'
  /** Executes an order when it is so many seconds old on the chain's clock. */
  | { late: number }
  /** Executes market orders at a price that misses what they accept, so that they are cancelled; others as `prompt`. */
  | 'cancels for price'
  /** Executes triggered orders at a price that misses what they accept, so that they are frozen; others as `prompt`. */
  | 'freezes';

export interface ExecuteOptions {
  /** Of the index token, contract units; the lab's market unless told. */
  price?: TokenPrice;
  /** Of the oracle's prices, Unix seconds; the newest block's unless told. */
  timestamp?: number;
}

/** GMX's keeper: the other half of every order. Its account holds the roles for orders, frozen ones too. */
export interface GmxKeeper {
  address: Address;
  execute(key: Hex, options?: ExecuteOptions): Promise<Execution>;
  /** Each order that waits, the oldest first; frozen ones are left alone. */
  executeAll(options?: ExecuteOptions): Promise<Execution[]>;
  /** From now on, at every block; a second call changes the mode. */
  run(mode: KeeperMode): void;
  /** What it has done since it was started last. */
  log(): readonly Execution[];
  /** Resolves when nothing of it is under way any more. @throws what went wrong while it ran */
  stop(): Promise<void>;
}

export const keeperAccount: Address = developmentAccount(4);

export interface KeeperWorld {
  chain: LabChain;
  gmx: DeployedGmx;
  prices(): LabPrices;
}

/** abi.encode(min, max, timestamp) for each token: what the lab's oracle takes for a signed report. */
export function oracleParams({ gmx }: KeeperWorld, prices: LabPrices, timestamp: number) {
  const data = ({ min, max }: TokenPrice) =>
    encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }, { type: 'uint256' }], [min, max, BigInt(timestamp)]);
  return {
    tokens: [gmx.WETH.address, gmx.USDC.address],
    providers: [gmx.oracle.address, gmx.oracle.address],
    data: [data(prices.ETH), data(prices.USDC)],
  };
}

export function createKeeper(world: KeeperWorld): GmxKeeper {
  const { chain, gmx } = world;
  const done: Execution[] = [];
  let mode: KeeperMode = 'asleep';
  let running: RunningWatch | null = null;

  async function execute(key: Hex, { price, timestamp }: ExecuteOptions = {}): Promise<Execution> {
    const prices = price ? { ...world.prices(), ETH: price } : world.prices();
    const params = oracleParams(world, prices, timestamp ?? (await chain.now()));
    const args = [key, params];
    const refusal = await refusalOf(gmx.orderHandler, 'executeOrder', args);
    if (refusal !== null) return { key, outcome: 'pending', hash: null, reason: refusal };
    const { logs, transactionHash: hash } = await chain.send(gmx.orderHandler, 'executeOrder', args, {
      from: keeperAccount,
    });
    const said = outcomeIn(logs, key);
    if (!said) throw new LabError(`The keeper's transaction says nothing of order ${key}`, { facts: [hash] });
    const { outcome, reasonBytes, reason } = said;
    return { key, outcome, hash, reason: outcome === 'executed' ? null : reason || errorText(gmx.errors, reasonBytes) };
  }

  /** Null when it would go through. */
  async function refusalOf(contract: Contract, functionName: string, args: readonly unknown[]) {
    const call = { ...contract, functionName, args, account: keeperAccount };
    try {
      await chain.publicClient.simulateContract(call);
      return null;
    } catch {
      return revertReason(chain, call, gmx.errors);
    }
  }

  async function executeAll(options?: ExecuteOptions): Promise<Execution[]> {
    const executions: Execution[] = [];
    for (const { key, isFrozen } of await pendingOrders(chain, gmx))
      if (!isFrozen) executions.push(await execute(key, options));
    return executions;
  }

  async function treat(order: PendingOrder): Promise<void> {
    if (mode === 'asleep' || order.isFrozen) return;
    if (typeof mode === 'object' && (await chain.now()) < Number(order.updatedAtTime) + mode.late) return;
    const misses = mode === (isMarketOrder(order) ? 'cancels for price' : 'freezes');
    const price = misses ? missingPrice(order, world.prices().ETH) : null;
    const execution = await execute(order.key, price ? { price } : {});
    if (execution.outcome !== 'pending') done.push(execution);
  }

  return {
    address: keeperAccount,
    execute,
    executeAll,
    run(next) {
      mode = next;
      if (!running) done.length = 0;
      running ??= watchBlocks(chain, async () => {
        if (mode !== 'asleep') for (const order of await pendingOrders(chain, gmx)) await treat(order);
      });
    },
    log: () => done,
    async stop() {
      mode = 'asleep';
      const watch = running;
      running = null;
      await watch?.stop();
    },
  };
}
