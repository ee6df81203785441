import type { Abi, Address, Hex, TransactionReceipt } from 'viem';
import { createWalletClient, http, parseEther, parseUnits } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Lab } from '../src/lab/lab.js';
import { receiptOf } from '../src/lab/receiptOf.js';
import { multicall3Address } from '../src/model/multicall3.js';
import type { CollateralTerms, Fill, OrderTerms, Side, TradeTerms, TransactionRequest } from '../src/model/order.js';
import type { Reading } from '../src/model/reading.js';
import type { Block, VenueReading } from '../src/model/snapshot.js';
import { bps, tokenAmount, unixSeconds, wad, wei } from '../src/model/units.js';
import { createEndpoint } from '../src/observe/endpoints/createEndpoint.js';
import { multicall } from '../src/observe/multicall.js';
import { perpV2 } from '../src/venues/perp-v2/perpV2.js';
import type { PerpV2Detail } from '../src/venues/perp-v2/state.js';
import type { Venue } from '../src/venues/venue.js';
import { trial } from './trial.js';

/** Runs a reading at one block; an error of the reading is thrown as it is. */
export async function readAt<Value>(lab: Pick<Lab, 'url'>, reading: Reading<Value>, block: Block): Promise<Value> {
  const endpoint = createEndpoint(lab.url);
  let current = reading;
  while (current.kind === 'calls') {
    current = current.next(await multicall(endpoint, multicall3Address, current.calls, block.hash));
  }
  return current.value;
}

export async function headOf(lab: Pick<Lab, 'publicClient'>): Promise<Block> {
  const { number, hash, parentHash, timestamp, baseFeePerGas } = await lab.publicClient.getBlock();
  return { number, hash, parentHash, timestamp: unixSeconds(Number(timestamp)), baseFee: wei(baseFeePerGas ?? 0n) };
}

export interface PerpV2Trader {
  address: Address;
  venue: Venue<PerpV2Detail>;
  read(): Promise<VenueReading<PerpV2Detail>>;
  /** Prepares at the head, signs, sends each step, and says what it did. @throws Error when a step reverts */
  carryOut(terms: OrderTerms): Promise<Fill[]>;
  /** Signs and sends; a revert is in the receipt. */
  send(request: TransactionRequest): Promise<TransactionReceipt>;
  /** Revert bytes of a request at the head, or null when it would succeed. */
  revertOf(request: TransactionRequest): Promise<Hex | null>;
  /** What a request would return at the head. */
  simulate(request: TransactionRequest): Promise<Hex>;
}

/** An account of its own with USDC in its wallet, and Perp V2 bound to it. */
export async function createPerpV2Trader(lab: Lab, usdc: number, markets = lab.venues['perp-v2'].markets) {
  const { address, privateKey } = await lab.createAccount({ USDC: usdc });
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), transport: http(lab.url) });
  const deployment = { clearingHouse: lab.venues['perp-v2'].clearingHouse, markets };
  const opening = perpV2.open({ deployment, account: address, names: ['ETH'], tokens: lab.tokens });
  const venue = (await readAt(lab, opening, await headOf(lab))) as Venue<PerpV2Detail>;

  const trader: PerpV2Trader = {
    address,
    venue,
    async read() {
      const head = await headOf(lab);
      return readAt(lab, venue.read(head), head);
    },
    async carryOut(terms) {
      const fills: Fill[] = [];
      for (const request of venue.prepare(await trader.read(), terms, inTwoMinutes(await headOf(lab)))) {
        const { status, logs } = await trader.send(request);
        if (status !== 'success') throw new Error(`${request.describe} reverted`);
        fills.push(...venue.fills(terms, logs));
      }
      return fills;
    },
    async send({ to, data, value }) {
      await oneSecondOn(lab);
      const hash = await client.sendTransaction({ chain: null, to, data, value, gas: 4_000_000n });
      return receiptOf(lab.publicClient, hash);
    },
    async revertOf(request) {
      return (await trial(lab, address, request)).revert;
    },
    async simulate(request) {
      const { returned, revert } = await trial(lab, address, request);
      if (returned === null) throw new Error(`reverted with ${revert}`);
      return returned;
    },
  };
  return trader;
}

/**
 * The next block is one second after the head, however long this machine took to get here: the pool's TWAP and the
 * funding move with the chain's clock, and Anvil's follows the wall clock.
 */
export async function oneSecondOn(lab: Pick<Lab, 'publicClient' | 'testClient'>): Promise<void> {
  const { timestamp } = await lab.publicClient.getBlock();
  await lab.testClient.setNextBlockTimestamp({ timestamp: timestamp + 1n });
}

export const inTwoMinutes = ({ timestamp }: Block) => unixSeconds(timestamp + 120);

export const trade = (side: Side, quantity: string, more: Partial<TradeTerms> = {}): TradeTerms => ({
  kind: 'trade',
  venue: 'perp-v2',
  instrument: 'perp-v2 ETH',
  position: null,
  side,
  quantity: wad(parseEther(quantity)),
  reduceOnly: false,
  maxSlippage: bps(100),
  ...more,
});

export const collateral = (kind: CollateralTerms['kind'], usdc: string): CollateralTerms => ({
  kind,
  venue: 'perp-v2',
  marginAccount: 'perp-v2 cross',
  token: 'USDC',
  decimals: 6,
  amount: tokenAmount(parseUnits(usdc, 6)),
});

/** A transaction of the lab's deployer, who owns the protocol; for pausing and closing markets. */
export async function asOwner(
  lab: Lab,
  contract: { address: Address; abi: Abi },
  functionName: string,
  args: readonly unknown[],
) {
  const [owner] = await lab.testClient.request<{ Parameters?: undefined; ReturnType: Address[] }>({
    method: 'eth_accounts',
  });
  if (!owner) throw new Error('the lab has no unlocked account');
  const client = createWalletClient({ account: owner, transport: http(lab.url) });
  const hash = await client.writeContract({ chain: null, ...contract, functionName, args, gas: 4_000_000n });
  const { status } = await receiptOf(lab.publicClient, hash);
  if (status !== 'success') throw new Error(`${functionName} reverted`);
}
