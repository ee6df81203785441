import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { encodeFunctionData, type Hash, type Hex, numberToHex } from 'viem';
import { developmentAccount } from '../../../lab/chain.js';
import type { StakeTier } from '../../../model/agreement.js';
import { multicall3Address } from '../../../model/multicall3.js';
import type { Fill, Order, OrderTerms, TransactionRequest } from '../../../model/order.js';
import type { Block, Snapshot } from '../../../model/snapshot.js';
import { milliseconds, type UnixMillis, unixMillis, wei } from '../../../model/units.js';
import type { ChainClient, Endpoint } from '../../../observe/endpoints/endpoint.js';
import type { EndpointPool } from '../../../observe/endpoints/endpointPool.js';
import type { Heads } from '../../../observe/heads.js';
import { latestBlock } from '../../../observe/latestBlock.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { attemptsOf, fillsOf } from '../../../record/queries/attempts.js';
import { ordersById } from '../../../record/queries/ordersById.js';
import { venueOrdersOf } from '../../../record/queries/venueOrders.js';
import { sampleOrder, sampleTrade, workOf } from '../../../record/testing/sample.js';
import type { Venue } from '../../../venues/venue.js';
import type { Executor } from '../../orders/executor.js';
import { createLiveExecutor } from '../../orders/liveExecutor.js';
import { onlyThrough } from '../../transactions/everywhere.js';
import { newLedgerFile, signer, silent, startChain } from '../../transactions/testing/sending.js';
import { compileToyBook, toyBookAbi } from './toyBook.js';
import { TOY, toyBookAddress, toyVenue } from './toyVenue.js';

type Finished = (forget: () => void | Promise<void>) => void;

export interface WorldOptions {
  confirmations?: number;
  /** A new process, with the ledger opened anew, at every step. */
  restarting?: boolean;
  now?: () => UnixMillis;
  atStake?: readonly StakeTier[];
}

const keeper = developmentAccount(5);
export const trade: OrderTerms = { ...sampleTrade, venue: TOY, instrument: 'toy ETH' };

/** A chain with the toy's book, a ledger file and a live executor: orders wait here until the test plays the keeper. */
export async function createWorld(
  onFinished: Finished,
  { confirmations = 5, restarting = false, now = () => unixMillis(Date.now()), atStake }: WorldOptions = {},
) {
  const chain = await startChain(onFinished);
  let { client } = chain;
  await place(client, toyBookAddress, compileToyBook());
  await place(client, multicall3Address, multicall3Code());
  await chain.mine();
  const file = newLedgerFile(onFinished);
  let ledger = openLedger({ file });
  onFinished(() => ledger.close());
  const venue: Venue = toyVenue(signer.address);
  let executor = newExecutor();

  function newExecutor(): Executor {
    const current = { label: 'anvil', client };
    return createLiveExecutor({
      account: signer.address,
      venues: new Map([[TOY, venue]]),
      signer,
      chainId: 31337,
      confirmations,
      ...(atStake ? { atStake } : {}),
      multicall3: multicall3Address,
      pool: {
        client,
        current: () => current,
        failed: () => 0,
        others: () => [],
        everywhere: onlyThrough(client),
      } as unknown as EndpointPool,
      heads: { onHead: () => () => {} } as unknown as Heads,
      ledger,
      now,
      log: silent,
      stop: new AbortController().signal,
      patienceMs: milliseconds(50),
    });
  }

  async function restart(): Promise<void> {
    ledger.close();
    ledger = openLedger({ file });
    executor = newExecutor();
    await executor.recover();
  }

  const head = (): Promise<Block> => latestBlock({ client } as Endpoint);

  /** One head: what a tick does before it reads anything. */
  async function tick(): Promise<void> {
    if (restarting) await restart();
    await executor.advance(await head());
  }

  async function send(from: Hex, name: string, args: readonly unknown[]): Promise<Hash> {
    const data = encodeFunctionData({ abi: toyBookAbi, functionName: name as never, args: args as never });
    const transaction = { from, to: toyBookAddress, data, gas: numberToHex(1_000_000n) };
    return (client.request as (args: unknown) => Promise<Hash>)({
      method: 'eth_sendTransaction',
      params: [transaction],
    });
  }

  const request = (
    functionName: 'ask' | 'update' | 'cancel',
    args: readonly unknown[],
    purpose: TransactionRequest['purpose'],
  ): TransactionRequest => ({
    purpose,
    describe: functionName,
    to: toyBookAddress,
    data: encodeFunctionData({ abi: toyBookAbi, functionName, args: args as never }),
    value: wei(0n),
    approval: null,
  });

  /** Takes an order as far as its transaction being in a block, and seen there. */
  async function carryOut(terms: OrderTerms, step: TransactionRequest, changes: Partial<Order> = {}): Promise<Order> {
    const order = await begin(terms, step, changes);
    await chain.mine();
    await tick();
    return order;
  }

  /** Decides an order and sends its transaction, which no block has yet. */
  async function begin(terms: OrderTerms, step: TransactionRequest, changes: Partial<Order> = {}): Promise<Order> {
    const order = sampleOrder({ account: signer.address, chainId: 31337, terms, ...changes });
    await ledger.commit(workOf(order, step));
    const reading = {
      venue: TOY,
      positions: [],
      marginAccounts: [],
      markets: [],
      funding: [],
      prices: {},
      detail: null,
    };
    const snapshot = { block: await head(), readings: [reading] as Snapshot['readings'] } as Snapshot;
    await executor.work({ order, venue, steps: [step], snapshot });
    return order;
  }

  return {
    ...chain,
    venue,
    tick,
    restart,
    head,
    request,
    carryOut,
    begin,
    get ledger(): Ledger {
      return ledger;
    },
    get executor(): Executor {
      return executor;
    },
    /** Every request from now on goes through this one. */
    through(next: (client: ChainClient) => ChainClient): void {
      client = next(chain.client);
      executor = newExecutor();
    },
    /** Asks for `parts` orders in one transaction. */
    ask: (parts = 1, terms: OrderTerms = trade) => carryOut(terms, request('ask', [BigInt(parts), 0n], 'trade')),
    /** The venue's keeper, or anybody, does something; mined when it resolves. */
    async keeper(name: string, ...args: readonly unknown[]): Promise<Hash> {
      const hash = await send(keeper, name, args);
      await chain.mine();
      return hash;
    },
    /** The same bytes again, on another branch; the journal may have been first. */
    async sendAgain(order: Order): Promise<void> {
      for (const { bytes } of await attemptsOf(ledger, order.id)) {
        await client.request({ method: 'eth_sendRawTransaction', params: [bytes] }).catch((error: Error) => {
          if (!error.message.includes('already imported')) throw error;
        });
      }
    },
    async story(order: Order) {
      const [now] = await ordersById(ledger, [order.id]);
      const fills = await fillsOf(ledger, order.id);
      const rows = await venueOrdersOf(ledger, order.id);
      return {
        status: now?.status,
        text: now?.text,
        filled: fills.flatMap(({ fill }: { fill: Fill }) => (fill.kind === 'trade' ? fill.quantity : [])),
        book: rows.map(({ status }) => status),
        settled: rows.map(({ settled }) => settled),
        ids: rows.map(({ id }) => id as Hex),
      };
    },
  };
}
export type World = Awaited<ReturnType<typeof createWorld>>;

/** Puts what creation code would leave at an address, without a transaction. */
async function place(client: ChainClient, address: Hex, creation: Hex): Promise<void> {
  const code = await client.request({ method: 'eth_call', params: [{ data: creation }, 'latest'] });
  await (client.request as (args: unknown) => Promise<unknown>)({ method: 'anvil_setCode', params: [address, code] });
}

function multicall3Code(): Hex {
  const require = createRequire(import.meta.url);
  const file = join(dirname(require.resolve('viem')), 'constants', 'contracts.js');
  return (require(file) as { multicall3Bytecode: Hex }).multicall3Bytecode;
}
