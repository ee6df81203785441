import type { Address, TransactionReceipt } from 'viem';
import { createWalletClient, http, parseUnits } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { AaveLab } from '../src/lab/aaveLab.js';
import { type AaveToken, aaveTokens } from '../src/lab/aaveV3.js';
import { receiptOf } from '../src/lab/receiptOf.js';
import type { CollateralKind, CollateralTerms, Fill, TransactionRequest } from '../src/model/order.js';
import type { VenueReading } from '../src/model/snapshot.js';
import { tokenAmount, unixSeconds } from '../src/model/units.js';
import { aaveV3 } from '../src/venues/aave-v3/aaveV3.js';
import type { AaveDetail } from '../src/venues/aave-v3/state.js';
import type { TokenDeclaration, Venue } from '../src/venues/venue.js';
import { headOf, oneSecondOn, readAt } from './perpV2Trader.js';

export interface AaveTrader {
  address: Address;
  venue: Venue<AaveDetail>;
  read(): Promise<VenueReading<AaveDetail>>;
  /** Prepares at the head, signs, sends each step, and says what it did. @throws Error when a step reverts */
  carryOut(terms: CollateralTerms): Promise<Fill[]>;
  /** Signs and sends; a revert is in the receipt. */
  send(request: Pick<TransactionRequest, 'to' | 'data' | 'value'>): Promise<TransactionReceipt>;
}

/** An account of its own with tokens in its wallet, and Aave bound to it. */
export async function createAaveTrader(
  lab: Pick<AaveLab, 'url' | 'publicClient' | 'testClient' | 'venues' | 'createAccount'> & {
    tokens: Readonly<Record<string, TokenDeclaration>>;
  },
  funds: Partial<Record<AaveToken, number>>,
  names: readonly AaveToken[] = aaveTokens,
): Promise<AaveTrader> {
  const { address, privateKey } = await lab.createAccount(funds);
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), transport: http(lab.url) });
  const opening = aaveV3.open({ deployment: lab.venues['aave-v3'], account: address, names, tokens: lab.tokens });
  const venue = (await readAt(lab, opening, await headOf(lab))) as Venue<AaveDetail>;
  const trader: AaveTrader = {
    address,
    venue,
    async read() {
      const head = await headOf(lab);
      return readAt(lab, venue.read(head), head);
    },
    async carryOut(terms) {
      const fills: Fill[] = [];
      for (const request of venue.prepare(await trader.read(), terms, unixSeconds(0))) {
        const { status, logs } = await trader.send(request);
        if (status !== 'success') throw new Error(`${request.describe} reverted`);
        fills.push(...venue.fills(terms, logs));
      }
      return fills;
    },
    async send({ to, data, value }) {
      await oneSecondOn(lab);
      const hash = await client.sendTransaction({ chain: null, to, data, value, gas: 2_000_000n });
      return receiptOf(lab.publicClient, hash);
    },
  };
  return trader;
}

const decimalsOf: Readonly<Record<AaveToken, number>> = { USDC: 6, WETH: 18, sUSD: 18, WBTC: 8 };

export const loan = (kind: CollateralKind, token: AaveToken, amount: string): CollateralTerms => ({
  ...{ kind, venue: 'aave-v3', marginAccount: 'aave-v3 account', token, decimals: decimalsOf[token] },
  amount: tokenAmount(parseUnits(amount, decimalsOf[token])),
});
