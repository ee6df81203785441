import { type Address, createWalletClient, http, type TransactionReceipt } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { receiptOf } from '../src/lab/receiptOf.js';
import { createUniswapLab, type UniswapLab, type UniswapLabOptions } from '../src/lab/uniswapLab.js';
import { multicall3Address } from '../src/model/multicall3.js';
import type { Fill, OrderTerms, Side, TradeTerms, TransactionRequest } from '../src/model/order.js';
import type { Reading } from '../src/model/reading.js';
import type { Block, VenueReading } from '../src/model/snapshot.js';
import { bps, fromFloat, unixSeconds, wei } from '../src/model/units.js';
import { createEndpoint } from '../src/observe/endpoints/createEndpoint.js';
import { callsAt, runReadings } from '../src/observe/runReadings.js';
import type { UniswapV3Deployment } from '../src/venues/uniswap-v3/deployment.js';
import type { UniswapV3Detail } from '../src/venues/uniswap-v3/state.js';
import { uniswapV3 } from '../src/venues/uniswap-v3/uniswapV3.js';
import type { Venue } from '../src/venues/venue.js';
import { useMade } from './lab.js';

/** One chain with Uniswap V3 for the test file, as it was built before each of its tests. */
export const useUniswapLab = (options: UniswapLabOptions = {}): (() => UniswapLab) =>
  useMade(() => createUniswapLab(options));

export interface UniswapTrader {
  address: Address;
  venue: Venue<UniswapV3Detail>;
  head(): Promise<Block>;
  read(): Promise<VenueReading<UniswapV3Detail>>;
  /** Phases that a reading at the head takes. */
  phases(): Promise<number>;
  prepare(terms: OrderTerms): Promise<TransactionRequest[]>;
  /** Prepares, sends and mines all of it. @throws Error when a transaction reverts */
  carryOut(terms: TradeTerms): Promise<{ fills: Fill[]; receipts: TransactionReceipt[] }>;
  send(request: Pick<TransactionRequest, 'to' | 'data' | 'value'>): Promise<TransactionReceipt>;
}

/** An account of its own, and Uniswap V3 bound to it. */
export async function createUniswapTrader(
  lab: UniswapLab,
  funds: { USDC?: number; WETH?: number },
  deployment: UniswapV3Deployment = lab.venues['uniswap-v3'],
): Promise<UniswapTrader> {
  const { address, privateKey } = await lab.createAccount(funds);
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), transport: http(lab.url) });
  const names = Object.keys(deployment.pools);
  const venue = (await readNow(
    lab,
    uniswapV3.open({ deployment, account: address, names, tokens: lab.tokens }),
  )) as Venue<UniswapV3Detail>;
  const prepare = async (terms: OrderTerms) => {
    const head = await headOf(lab);
    const reading = await readNow(lab, venue.read(head));
    return venue.prepare(reading, terms, unixSeconds(head.timestamp + 120));
  };
  const send: UniswapTrader['send'] = async ({ to, data, value }) => {
    const hash = await client.sendTransaction({ chain: null, to, data, value, gas: 3_000_000n });
    return receiptOf(lab.publicClient, hash);
  };
  return {
    ...{ address, venue, prepare, send },
    head: () => headOf(lab),
    read: async () => readNow(lab, venue.read(await headOf(lab))),
    async phases() {
      const head = await headOf(lab);
      const [outcome] = await runReadings([() => venue.read(head)], callsOn(lab, head));
      if (!outcome?.ok) throw new Error(outcome?.error ?? 'nothing was read');
      return outcome.transcript.length;
    },
    async carryOut(terms) {
      const fills: Fill[] = [];
      const receipts: TransactionReceipt[] = [];
      for (const request of await prepare(terms)) {
        const receipt = await send(request);
        if (receipt.status !== 'success') throw new Error(`${request.describe} reverted`);
        receipts.push(receipt);
        fills.push(...venue.fills(terms, receipt.logs));
      }
      return { fills, receipts };
    },
  };
}

/** A trade of the lab's pair; 1 % of slippage unless told. */
export const swapTerms = (side: Side, quantity: number, change: Partial<TradeTerms> = {}): TradeTerms => ({
  ...{ kind: 'trade', venue: 'uniswap-v3', instrument: 'uniswap-v3 WETH/USDC', position: null, side },
  ...{ quantity: fromFloat(quantity, 'down'), reduceOnly: false, maxSlippage: bps(100), ...change },
});

const callsOn = (lab: UniswapLab, block: Block) => callsAt(createEndpoint(lab.url), multicall3Address, block.hash);

/** At the head. @throws Error with what the reading says */
export async function readNow<Value>(lab: UniswapLab, reading: Reading<Value>): Promise<Value> {
  const [outcome] = await runReadings([() => reading], callsOn(lab, await headOf(lab)));
  if (!outcome?.ok) throw new Error(outcome?.error ?? 'nothing was read');
  return outcome.value;
}

export async function headOf(lab: UniswapLab): Promise<Block> {
  const { number, hash, parentHash, timestamp, baseFeePerGas } = await lab.publicClient.getBlock();
  return { number, hash, parentHash, timestamp: unixSeconds(Number(timestamp)), baseFee: wei(baseFeePerGas ?? 0n) };
}
