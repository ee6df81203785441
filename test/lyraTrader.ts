import type { Address, Hex, TransactionReceipt } from 'viem';
import { createWalletClient, http, parseEther } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Lab } from '../src/lab/lab.js';
import { receiptOf } from '../src/lab/receiptOf.js';
import type { CollateralTerms, Fill, OrderTerms, TradeTerms, TransactionRequest } from '../src/model/order.js';
import type { VenueReading } from '../src/model/snapshot.js';
import { bps, tokenAmount, wad } from '../src/model/units.js';
import { lyra } from '../src/venues/lyra/lyra.js';
import type { LyraDetail } from '../src/venues/lyra/state.js';
import type { Venue } from '../src/venues/venue.js';
import { headOf, inTwoMinutes, readAt } from './perpV2Trader.js';
import { trial } from './trial.js';

export interface LyraTrader {
  address: Address;
  venue: Venue<LyraDetail>;
  read(): Promise<VenueReading<LyraDetail>>;
  /** What the venue would send at the head. */
  prepared(terms: OrderTerms): Promise<TransactionRequest[]>;
  /** Prepares at the head, signs, sends each step, and says what it did. @throws Error when a step reverts */
  carryOut(terms: OrderTerms): Promise<Fill[]>;
  /** Signs and sends; a revert is in the receipt. */
  send(request: TransactionRequest): Promise<TransactionReceipt>;
  /** Revert bytes of a request at the head, or null when it would succeed. */
  revertOf(request: TransactionRequest): Promise<Hex | null>;
  /** What a request would return at the head. */
  simulate(request: TransactionRequest): Promise<Hex>;
}

/** An account of its own with tokens in its wallet, and Lyra bound to it. */
export async function createLyraTrader(lab: Lab, funds: { sUSD?: number; sETH?: number }): Promise<LyraTrader> {
  const { address, privateKey } = await lab.createAccount(funds);
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), transport: http(lab.url) });
  const opening = lyra.open({ deployment: lab.venues.lyra, account: address, names: ['ETH'], tokens: lab.tokens });
  const venue = (await readAt(lab, opening, await headOf(lab))) as Venue<LyraDetail>;

  const trader: LyraTrader = {
    address,
    venue,
    async read() {
      const head = await headOf(lab);
      return readAt(lab, venue.read(head), head);
    },
    async prepared(terms) {
      return venue.prepare(await trader.read(), terms, inTwoMinutes(await headOf(lab)));
    },
    async carryOut(terms) {
      const fills: Fill[] = [];
      for (const request of await trader.prepared(terms)) {
        const { status, logs } = await trader.send(request);
        if (status !== 'success') {
          const revert = await trader.revertOf(request);
          const error = revert ? venue.decodeError(revert) : null;
          throw new Error(`${request.describe} reverted: ${JSON.stringify(error)}`);
        }
        fills.push(...venue.fills(terms, logs));
      }
      return fills;
    },
    async send({ to, data, value }) {
      const hash = await client.sendTransaction({ chain: null, to, data, value, gas: 8_000_000n });
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

/** The 28-day board's instrument: `2150-C`. */
export function listed(reading: VenueReading<LyraDetail>, ending: string, board: 'near' | 'far' = 'near'): string {
  const expiries = reading.markets.flatMap(({ instrument }) =>
    instrument.kind === 'option' ? [instrument.expiry] : [],
  );
  const expiry = board === 'near' ? Math.min(...expiries) : Math.max(...expiries);
  const found = reading.markets.find(
    ({ instrument }) => instrument.kind === 'option' && instrument.expiry === expiry && instrument.id.endsWith(ending),
  );
  if (!found) throw new Error(`no ${ending} on the ${board} board`);
  return found.instrument.id;
}

export const trade = (terms: Pick<TradeTerms, 'instrument' | 'side'> & { amount: string } & Partial<TradeTerms>) => {
  const { amount, ...rest } = terms;
  return {
    kind: 'trade',
    venue: 'lyra',
    position: null,
    quantity: wad(parseEther(amount)),
    reduceOnly: false,
    maxSlippage: bps(1000),
    ...rest,
  } satisfies TradeTerms;
};

export const collateral = (
  kind: CollateralTerms['kind'],
  marginAccount: string,
  token: 'sUSD' | 'sETH',
  amount: bigint,
): CollateralTerms => ({ kind, venue: 'lyra', marginAccount, token, decimals: 18, amount: tokenAmount(amount) });
