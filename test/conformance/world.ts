import type { Address, Hex } from 'viem';
import type { InstrumentId, VenueId } from '../../src/model/instrument.js';
import type { CollateralTerms, Side } from '../../src/model/order.js';
import type { VenueReading } from '../../src/model/snapshot.js';
import type { Bps, TokenAmount, Wad } from '../../src/model/units.js';
import type { VenueRequest } from '../../src/observe/openVenues.js';

/** What a venue's protocol offers. The suite shows of each that it works, or that it is refused where it is not offered. */
export const abilities = [
  'trade',
  /** Tokens of the wallet are traded for each other: what is bought and sold is no position of the venue's. */
  'spot',
  /** A trade may carry a position through zero. */
  'flip',
  /** A position may be opened by selling. */
  'short',
  'addCollateral',
  'removeCollateral',
  /** Tokens are lent against collateral, and paid back. */
  'borrow',
  'rest',
  'replace',
  'cancel',
  'claim',
  /** What is held can be given to another account, in part too. */
  'transfer',
  /** A mined transaction only asks; the venue's keepers carry out, cancel or suspend. */
  'twoStep',
] as const;
export type Ability = (typeof abilities)[number];

/** What a world lets the suite do to the venue beside being its customer. A node of somebody else's has none of these. */
export const hands = [
  'newAccount',
  'moveMarket',
  'liquidate',
  'snapshot',
  'owe',
  'holdKeeper',
  'passTime',
  'drain',
  'freeze',
] as const;
export type HandName = (typeof hands)[number];

export interface FundedAccount {
  address: Address;
  privateKey: Hex;
}

/** Sizes that this venue takes at any time, and how closely it keeps its word. */
export interface Examples {
  /** What is traded, of the reading's markets. */
  instrument(reading: VenueReading): InstrumentId;
  sides: readonly Side[];
  /** Opened by this side, a position has a margin account of its own, or one that backs it. */
  marginSide: Side;
  /** Units of the underlying: opened, added, and taken off again. `part < open`. */
  open: Wad;
  more: Wad;
  part: Wad;
  /** More than the account can back or the venue can take. */
  tooMuch: Wad;
  maxSlippage: Bps;
  /** Share of the price by which the market must move to be beyond `maxSlippage`. */
  beyondSlippage: number;
  leverage?: number;
  /** Put into the margin account before anything is traded; null where trades bring their own collateral. */
  deposit(reading: VenueReading): CollateralTerms | null;
  /** Added to a margin account, and taken out of it. */
  collateral: { add: TokenAmount; remove: TokenAmount };
  /** Health, as multiples of what it is, that a top-up and a reduction are asked for. */
  better: { topUp: number; reduction: number };
  /** Where tokens are lent: what is supplied, and borrowed against it. Present exactly where the venue can `borrow`. */
  loan?: LoanExample;
  /** Opened by `marginSide`, this much is liquidated when the market moves against it by `ruin`, a share of the price. */
  risky: Wad;
  ruin: number;
  /** A trade is permitted to pull its worst case, and pulls what it costs: some of the permission may be left. */
  boundedApprovals: boolean;
  /** An instrument can be held more than once, so that a position has to be named. */
  severalPositions: boolean;
  /** The protocol itself keeps a partial reduction from opening the other side when the position has gone meanwhile. */
  reduceOnlyOnChain: boolean;
  /** Revert bytes of this protocol, and the name they must get. */
  knownError: { data: Hex; name: string };
}

/** Tokens by symbol, all of them in the wallet of a new account. */
export interface LoanExample {
  supplied: LoanAmount;
  borrowed: LoanAmount;
  /** Of what is borrowed, more than the collateral backs. */
  tooMuch: TokenAmount;
  /** A token that nobody lists. */
  unknown: string;
}

export interface LoanAmount {
  token: string;
  decimals: number;
  amount: TokenAmount;
}

/** Relative: 0.01 is one percent. */
export interface Tolerances {
  /** Of the estimate's price and fee, against the fill's. */
  price: number;
  fee: number;
  /** Of what `after` expects, against the reading afterwards. */
  equity: number;
  wallet: number;
  /** Of health above its target after a top-up or a reduction; it may not be below by more than `below`. */
  topUp: number;
  reduction: number;
  below: number;
  /** Of `marginAt` at the price as it is, against what the reading states. */
  marginAt: number;
  /** Of a position's change, against the fills: 0 where the venue keeps quantities. */
  change: number;
  /** Of what is filled, against what was asked for. */
  quantity: number;
}

/** A venue in a world of its own: everything the suite needs to know, so that it knows no venue by name. */
export interface VenueWorld {
  /** `urls` as a keeper is given them; `http` for those who are no keeper. */
  chain: { id: number; urls: readonly string[]; http: string; multicall3: Address };
  /** How the venue is opened for an account. */
  request(account: Address): VenueRequest;
  /** An account that holds everything the examples need, and gas; always the same one where `newAccount` is missing. */
  createAccount(): Promise<FundedAccount>;
  examples: Examples;
  tolerances: Tolerances;
  /** What makes the venue go on with what was asked of it; nothing where a mined transaction is the whole order. */
  settle(): Promise<void>;
  /** How often an order is settled before it is given up. */
  patience: number;
  /** USD per unit of the examples' underlying. */
  price(): Promise<number>;
  moveMarket?(price: number): Promise<void>;
  /** @returns how many positions were liquidated. */
  liquidate?(account: Address): Promise<number>;
  /** Makes the venue owe the account something that it may claim. */
  owe?(account: Address): Promise<void>;
  /** Until nobody may expect the venue's keepers any more to carry out what waits. */
  passTime?(): Promise<void>;
  /** Takes away all that others have put there to trade with. */
  drain?(): Promise<void>;
  /** Lets nobody supply or borrow a token any more, or nobody do anything with it; null: as ever. */
  freeze?(token: string, how: 'frozen' | 'paused' | null): Promise<void>;
  snapshot?(): Promise<Hex>;
  revert?(id: Hex): Promise<void>;
  stop(): Promise<void>;
}

/** Known before the world is built, so that the cases can be listed. */
export interface WorldSheet {
  /** `perp-v2 in the lab`. */
  name: string;
  venue: VenueId;
  can: readonly Ability[];
  hands: readonly HandName[];
  /** Milliseconds that a case may take; vitest's own measure unless told. */
  timeout?: number;
  open(): Promise<VenueWorld>;
}
