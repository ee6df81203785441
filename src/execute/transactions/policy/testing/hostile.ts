import type { Address, Hex } from 'viem';
import type { TransactionCall } from '../../../../model/decodedCall.js';
import { type KeyPolicy, unlimitedKeyPolicy } from '../../../../model/keyPolicy.js';
import type { VenueReading } from '../../../../model/snapshot.js';
import { wei } from '../../../../model/units.js';
import type { UnsignedTransaction } from '../../signer.js';
import { judgeSigning, type SigningVerdict } from '../judgeSigning.js';
import type { KnownVenue } from '../readCalls.js';
import type { SigningRule } from '../signingRules.js';
import { gwei } from './perpBook.js';

/** An account at one venue on a real chain, with what ballast itself would send there, by name and step by step. */
export interface HostileBook {
  account: Address;
  privateKey: Hex;
  chainId: number;
  venue: KnownVenue;
  reading: VenueReading;
  /** Every order that the venue prepares, each a list of transactions. */
  honest: Readonly<Record<string, readonly TransactionCall[]>>;
  /** One of them that begins with an approval, and one that may add risk. */
  paying: readonly [approval: TransactionCall, call: TransactionCall];
  opening: TransactionCall;
  /** What the approval is of, and for. */
  token: Address;
  spender: Address;
  /** A contract of the venue that pulls nothing. */
  bystander: Address;
}

/** What somebody who has got hold of planning, preparing or sending might ask the signer for. */
export interface Hostile {
  rule: SigningRule;
  ask(book: HostileBook): Partial<UnsignedTransaction> & { next?: readonly TransactionCall[] };
  policy?: KeyPolicy;
}

export type Hostiles = Readonly<Record<string, Hostile>>;

/** Too large to be taken for an amount that anybody has. */
export const stranger: Address = '0xbAdc0de5BAdC0dE5BadC0dE5bADc0de5BAdc0DE5';

export const to = (target: Address, data: Hex, value = 0n): TransactionCall => ({
  to: target,
  data,
  value: wei(value),
});

/** As the executor fills it in: 3 million gas at 0.1 gwei. */
export const sent = (
  { chainId }: Pick<HostileBook, 'chainId'>,
  call: Partial<UnsignedTransaction>,
): UnsignedTransaction =>
  ({
    ...{ chainId, nonce: 1, gas: 3_000_000n, maxFeePerGas: wei(10n ** 8n), maxPriorityFeePerGas: wei(0n) },
    ...{ data: '0x', value: wei(0n) },
    ...call,
  }) as UnsignedTransaction;

export const judge = (
  book: HostileBook,
  call: Partial<UnsignedTransaction>,
  next: readonly TransactionCall[] = [],
  policy: KeyPolicy = unlimitedKeyPolicy,
): SigningVerdict =>
  judgeSigning({
    ...{ transaction: sent(book, call), account: book.account, chainId: book.chainId, venues: [book.venue], policy },
    ...{ purpose: { next, readings: [book.reading] }, spent: { notional: 0, gas: gwei(0) } },
  });
