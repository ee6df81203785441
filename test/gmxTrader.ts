import type { Address, Hash, Log, TransactionReceipt } from 'viem';
import { createWalletClient, http, parseEther, parseUnits } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { GmxLab } from '../src/lab/gmx/gmxLab.js';
import type { LabOrder } from '../src/lab/gmx/placeOrder.js';
import { receiptOf } from '../src/lab/receiptOf.js';
import { multicall3Address } from '../src/model/multicall3.js';
import type {
  CollateralTerms,
  OrderId,
  OrderTerms,
  RestingTerms,
  Side,
  TradeTerms,
  TransactionRequest,
} from '../src/model/order.js';
import type { QuoteSheet, QuoteSheets } from '../src/model/quotes.js';
import type { Reading } from '../src/model/reading.js';
import type { Block, VenueReading } from '../src/model/snapshot.js';
import { bps, tokenAmount, unixMillis, unixSeconds, wad, wei } from '../src/model/units.js';
import type { VenueOrderLife } from '../src/model/venueOrder.js';
import { createEndpoint } from '../src/observe/endpoints/createEndpoint.js';
import { multicall } from '../src/observe/multicall.js';
import { gmxDeployment } from '../src/venues/gmx-v2/deployment.js';
import type { GmxDetail } from '../src/venues/gmx-v2/detail.js';
import { gmxV2 } from '../src/venues/gmx-v2/gmxV2.js';
import type { Venue } from '../src/venues/venue.js';

export interface Asked {
  /** What waits at GMX now. */
  orders: readonly OrderId[];
  receipt: TransactionReceipt;
}

export interface GmxTrader {
  address: Address;
  venue: Venue<GmxDetail>;
  read(): Promise<VenueReading<GmxDetail>>;
  /** The account as another binding of GMX V2 reads it. */
  readWith(opening: Reading<Venue>): Promise<VenueReading>;
  /** Prepares at the head, signs and sends each step. @throws Error when a step reverts */
  ask(terms: OrderTerms): Promise<Asked>;
  /** The same, with GMX's keeper carrying out what was asked; and how each order ended. */
  carryOut(terms: OrderTerms): Promise<VenueOrderLife[]>;
  /** An order as a person places it in GMX's own app, with GMX's keeper carrying it out. */
  carryOutByHand(order: LabOrder): Promise<Hash>;
  send(request: TransactionRequest): Promise<TransactionReceipt>;
  /** What GMX's book says of them at the head. */
  standing(orders: readonly OrderId[]): Promise<ReadonlyMap<OrderId, 'New' | 'Suspended'>>;
}

/** An account of its own, and GMX V2 bound to it. */
export async function createGmxTrader(
  lab: GmxLab,
  funds = { USDC: 50_000, WETH: 10 },
  names: readonly string[] = ['ETH/USD'],
): Promise<GmxTrader> {
  const { address, privateKey } = await lab.createAccount(funds);
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), transport: http(lab.url) });
  const deployment = gmxDeployment.parse(lab.venues['gmx-v2']);
  const opening = gmxV2.open({ deployment, account: address, names, tokens: lab.tokens });
  const venue = (await readAt(lab, opening, await headOf(lab))) as Venue<GmxDetail>;
  const { tracking, requote } = venue;
  if (!tracking || !requote) throw new Error('GMX is a venue of two steps');

  const trader: GmxTrader = {
    address,
    venue,
    async read() {
      const head = await headOf(lab);
      return readAt(lab, venue.read(head, await sheetsOf(lab, venue)), head);
    },
    async readWith(opening) {
      const head = await headOf(lab);
      const other = await readAt(lab, opening, head);
      return readAt(lab, other.read(head, await sheetsOf(lab, venue)), head);
    },
    async ask(terms) {
      let last: TransactionReceipt | null = null;
      for (const request of venue.prepare(await trader.read(), terms, unixSeconds(0))) {
        last = await trader.send(request);
        if (last.status !== 'success') throw new Error(`${request.describe} reverted`);
      }
      if (!last) throw new Error('nothing was sent');
      return { orders: tracking.created(last.logs), receipt: last };
    },
    async carryOut(terms) {
      const { orders, receipt } = await trader.ask(terms);
      const lives: VenueOrderLife[] = [];
      for (const order of orders) {
        const { hash } = await lab.keeper.execute(order as Hash);
        const logs: Log[] = [...receipt.logs];
        if (hash) logs.push(...(await lab.publicClient.getTransactionReceipt({ hash })).logs);
        lives.push(tracking.lifeOf(order, terms, logs));
      }
      return lives;
    },
    async carryOutByHand(order) {
      const { key } = await lab.placeOrder(address, order);
      const { outcome, reason } = await lab.keeper.execute(key);
      if (outcome !== 'executed') throw new Error(`it was ${outcome}: ${reason}`);
      return key;
    },
    async standing(orders) {
      return readAt(lab, tracking.standing(orders), await headOf(lab));
    },
    async send(asked) {
      const { baseFeePerGas } = await lab.publicClient.getBlock();
      const maxFeePerGas = 2n * (baseFeePerGas ?? 1n) + 1n;
      const { to, data, value } = requote(asked, wei(maxFeePerGas));
      const fees = { maxFeePerGas, maxPriorityFeePerGas: 0n };
      const hash = await client.sendTransaction({
        chain: null,
        to,
        data,
        value,
        gas: 5_000_000n,
        type: 'eip1559',
        ...fees,
      });
      return receiptOf(lab.publicClient, hash);
    },
  };
  return trader;
}

export async function headOf(lab: GmxLab): Promise<Block> {
  const { number, hash, parentHash, timestamp, baseFeePerGas } = await lab.publicClient.getBlock();
  return { number, hash, parentHash, timestamp: unixSeconds(Number(timestamp)), baseFee: wei(baseFeePerGas ?? 0n) };
}

export async function readAt<Value>(lab: GmxLab, reading: Reading<Value>, block: Block): Promise<Value> {
  const endpoint = createEndpoint(lab.url);
  let current = reading;
  while (current.kind === 'calls') {
    current = current.next(await multicall(endpoint, multicall3Address, current.calls, block.hash));
  }
  return current.value;
}

/** The newest tickers, asked for now. */
async function sheetsOf(lab: GmxLab, { quoteSources = [] }: Venue<GmxDetail>): Promise<QuoteSheets> {
  const receivedAt = unixMillis(Number((await lab.publicClient.getBlock()).timestamp) * 1000);
  const sheets = quoteSources.map(async ({ id, urls, parse }): Promise<[string, QuoteSheet]> => {
    const [url = ''] = urls;
    try {
      const quotes = parse(await (await fetch(url)).json());
      return [id, { source: id, receivedAt, ok: true, url, quotes }];
    } catch (error) {
      return [id, { source: id, receivedAt, ok: false, error: String(error), since: receivedAt }];
    }
  });
  return new Map(await Promise.all(sheets));
}

/** GMX's USD, 30 decimals. */
export const gmxUsd = (value: number): bigint => parseUnits(String(value), 30);

export const gmxTrade = (side: Side, quantity: string, more: Partial<TradeTerms> = {}): TradeTerms => ({
  kind: 'trade',
  venue: 'gmx-v2',
  instrument: 'gmx-v2 ETH/USD',
  position: null,
  side,
  quantity: wad(parseEther(quantity)),
  reduceOnly: false,
  maxSlippage: bps(50),
  leverage: 5,
  ...more,
});

const weth = { token: 'WETH', decimals: 18 };
const usdc = { token: 'USDC', decimals: 6 };

export const gmxCollateral = (
  kind: CollateralTerms['kind'],
  amount: string,
  marginAccount = 'gmx-v2 ETH/USD short USDC',
): CollateralTerms => {
  const { token, decimals } = marginAccount.endsWith('WETH') ? weth : usdc;
  return {
    kind,
    venue: 'gmx-v2',
    marginAccount,
    token,
    decimals,
    amount: tokenAmount(parseUnits(amount, decimals)),
  };
};

export const gmxStop = (
  side: Side,
  quantity: string,
  trigger: string,
  more: Partial<RestingTerms> = {},
): RestingTerms => ({
  kind: 'rest',
  ordType: 'Stop',
  venue: 'gmx-v2',
  instrument: 'gmx-v2 ETH/USD',
  position: `gmx-v2 ETH/USD ${side === 'Sell' ? 'long' : 'short'} USDC`,
  side,
  quantity: wad(parseEther(quantity)),
  reduceOnly: true,
  triggerPrice: wad(parseEther(trigger)),
  maxSlippage: null,
  replaces: null,
  ...more,
});
