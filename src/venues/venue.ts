import type { Address, Hex, Log } from 'viem';
import type { ZodType } from 'zod';
import type { CollateralWay } from '../model/collateralWay.js';
import type { DecodedCall, TransactionCall } from '../model/decodedCall.js';
import { BallastError } from '../model/error.js';
import type { Underlying, VenueId } from '../model/instrument.js';
import type { CollateralToken, MarginAccount } from '../model/marginAccount.js';
import type { StatedMargin } from '../model/marginDrift.js';
import type { Fill, OrderId, OrderTerms, TradeTerms, TransactionRequest, TransferTerms } from '../model/order.js';
import type { QuoteSheets, QuoteSource } from '../model/quotes.js';
import type { Reading } from '../model/reading.js';
import type { Block, VenueReading } from '../model/snapshot.js';
import type { Bps, TokenAmount, UnixSeconds, Wad, Wei } from '../model/units.js';
import type { UnsolicitedChange, VenueOrderLife } from '../model/venueOrder.js';

/**
 * The contract every adapter fulfils. A venue is knowledge, not machinery: pure functions over bytes and numbers. No
 * I/O, no clock, no randomness; the caller makes the calls, signs and sends.
 */

/** A protocol, before it is bound to an account. */
export interface VenueKind<Deployment = unknown> {
  readonly id: VenueId;
  /** Set when each of its names is a perpetual market, `<venue> <name>`: what a hedge may trade. Tells its underlying. */
  readonly perpetuals?: (name: string) => Underlying;
  /** Set when each of its names is a pair that is traded out of the wallet. Tells its underlying; null when it has none. */
  readonly spots?: (
    name: string,
    tokens: Readonly<Record<string, Pick<TokenDeclaration, 'underlying'>>>,
  ) => Underlying | null;
  /** Set when each of its names is a token that is lent and borrowed: what is borrowed and sold is a short. Tells its underlying. */
  readonly loans?: (
    name: string,
    tokens: Readonly<Record<string, Pick<TokenDeclaration, 'underlying'>>>,
  ) => Underlying | null;
  /** Set when orders rest there and it owes funding beside the positions: what `protect` and `claim` need. */
  readonly rests?: true;
  /**
   * Set where margin accounts have names that are known before they exist, of these that are watched: a rule for any other
   * would never act. `like` is one of them.
   */
  readonly accounts?: (names: readonly string[]) => { isOne(account: string): boolean; like: string };
  /** What its markets tell besides prices, and from where; null where the protocol does not state it. Absent: it has no markets. */
  readonly tells?: { readonly openInterest: string | null; readonly oracleAt: string | null };
  /** What an operator states of a deployment under `venues:` of a chain in ballast.yaml. */
  readonly deployment: ZodType<Deployment>;
  /** What must have code, by the operator's own names (`clearingHouse`, `markets.ETH`). */
  contracts(deployment: Deployment): readonly { name: string; address: Address }[];
  /** The names that a strategy may watch here: `ETH`. */
  names(deployment: Deployment): readonly string[];
  /** Finds the rest of the contracts on chain and binds the venue to an account. @throws VenueReadError */
  open(options: OpenOptions<Deployment>): Reading<Venue>;
}

export interface OpenOptions<Deployment> {
  deployment: Deployment;
  account: Address;
  /** What the strategy watches here; a subset of `names(deployment)`. */
  names: readonly string[];
  /** The chain's tokens by symbol, as ballast.yaml declares them. */
  tokens: Readonly<Record<string, TokenDeclaration>>;
}

export interface TokenDeclaration {
  address: Address;
  decimals: number;
  /** null: a US dollar. */
  underlying: Underlying | null;
}

/** What else may change for a margin account. */
export interface MarginShift {
  /** Factor on every implied vol that the venue marks or margins with; 1 when left out. */
  volFactor?: number;
  /** Seconds that pass at the rates of the reading: options decay and expire, funding and borrowing accrue; 0 when left out. */
  seconds?: number;
}

/** A protocol bound to one account. Methods take back the very reading that `read` produced. */
export interface Venue<Detail = unknown> {
  readonly id: VenueId;
  readonly account: Address;

  /** What of the deployment was not as it should be when it was opened, in sentences: it takes no new risk meanwhile. */
  readonly problems?: readonly string[];

  /** Prices from outside the chain that `read` wants; whoever calls it brings their newest sheets. */
  readonly quoteSources?: readonly QuoteSource[];

  /** Set where a mined transaction only asks, and the venue's keepers carry out, cancel or suspend what was asked. */
  readonly tracking?: OrderTracking;

  /** Everything about the account and the watched markets at `block`. @throws VenueReadError on nonsense. */
  read(block: Block, sheets?: QuoteSheets): Reading<VenueReading<Detail>>;

  /**
   * Equity and requirement (USD) of a margin account if `underlying` were at `price` USD and nothing else moved, but what is
   * `beside` it.
   */
  marginAt(
    reading: VenueReading<Detail>,
    account: MarginAccount,
    underlying: Underlying,
    price: number,
    beside?: MarginShift,
  ): { equity: number; maintenance: number };

  /**
   * USD: the price that `marginAt` moves, as it stands in the reading, where the protocol liquidates on another than the
   * oracle's in `reading.prices`. null or absent: it liquidates on that one.
   */
  priceOf?(reading: VenueReading<Detail>, account: MarginAccount, underlying: Underlying): number | null;

  /**
   * The margin accounts of a reading by our arithmetic and by the protocol's own views, to be asked at the block of the reading:
   * figures that nothing here has computed. Absent where nothing is margined. @throws VenueReadError
   */
  stated?(reading: VenueReading<Detail>): Reading<readonly StatedMargin[]>;

  /**
   * Least collateral, rounded up, that brings `account` to `health`; 0 when it is there already.
   * @param from - Symbols of the tokens that may be drawn on: a venue that takes several chooses one of these where it can.
   */
  topUpFor(reading: VenueReading<Detail>, account: MarginAccount, health: number, from?: readonly string[]): TopUp;

  /**
   * Least reduce-only trade, rounded up, that brings `account` to `health` net of its own cost, or as much of it as the
   * venue takes at once; null when none helps.
   */
  reductionFor(
    reading: VenueReading<Detail>,
    account: MarginAccount,
    health: number,
    maxSlippage: Bps,
  ): TradeTerms | null;

  /** How tokens may move between the wallet and margin accounts, each direction and token apart. Absent: nothing is margined. */
  ways?(reading: VenueReading<Detail>): readonly CollateralWay[];

  /** What the trade would cost; an expectation, not a bound. */
  estimate(reading: VenueReading<Detail>, terms: TradeTerms): Estimate;

  /**
   * The reading as it is expected to be once `terms` have filled.
   * @param venueOrder - Of `reading.orders`: these are its terms; what it holds has left the wallet already.
   */
  after(reading: VenueReading<Detail>, terms: OrderTerms, venueOrder?: OrderId): VenueReading<Detail>;

  /**
   * The transactions that carry out `terms`, in order, with every bound inside the calldata: worst price from
   * `maxSlippage`, exact approvals, `deadline`. @throws VenueRefusal when the protocol would not take it.
   */
  prepare(reading: VenueReading<Detail>, terms: OrderTerms, deadline: UnixSeconds): TransactionRequest[];

  /** Gas that giving it to another account uses: an expectation, from measured transfers. Absent: nothing can be given here. */
  transferGas?(reading: VenueReading<Detail>, terms: TransferTerms): bigint;

  /** What a simulation of the trade step answered; null where the venue's keepers trade, and nothing is known before. */
  quote(terms: TradeTerms, returned: Hex): Quote | null;

  /** A request with `keeperGas`, stated again at the gas price that is going to be signed. */
  requote?(request: TransactionRequest, maxFeePerGas: Wei): TransactionRequest;

  /** What a mined transaction did, from its logs. Empty when it did nothing of `terms`. */
  fills(terms: OrderTerms, logs: readonly Log[]): Fill[];

  /** Who may be allowed to pull which tokens out of the account: what orders here need approvals for, and nobody else. */
  readonly spenders?: readonly { token: Address; spender: Address }[];

  /**
   * What a transaction to one of this venue's contracts would do, from its calldata alone, each call that hides in a multicall
   * apart: the signer's policy judges by this, and never by what the order says of itself. Without it nothing is signed for the
   * venue but the end of an approval.
   * @param reading - The newest known; tells prices, and whether a trade can only reduce. undefined where none is known.
   * @returns null when `call` is not to a contract of this venue
   * @throws VenueRefusal for a function, or arguments, that no order of ballast's has: what it says is for the operator
   */
  decodeCall?(call: TransactionCall, reading: VenueReading<Detail> | undefined): readonly DecodedCall[] | null;

  /** Revert bytes → the protocol's own name and arguments; null when the bytes are not this venue's. */
  decodeError(data: Hex): NamedError | null;
}

/** `kind`: collateral, when left out; or a debt is paid back. */
export interface TopUp {
  token: CollateralToken;
  amount: TokenAmount;
  kind?: 'addCollateral' | 'repay';
}

/** How to follow orders that wait at a venue. Evidence is its events and its own book, never time. */
export interface OrderTracking {
  /** What a mined transaction of ours has put into the venue's book, in order. */
  created(logs: readonly Log[]): readonly OrderId[];
  /** Which of these stand in its book at the block of the reading; those that do not are left out. */
  standing(orders: readonly OrderId[]): Reading<ReadonlyMap<OrderId, 'New' | 'Suspended'>>;
  /** What to ask `eth_getLogs` for: each transaction that did something about these orders shows in one of them. */
  queries(orders: readonly OrderId[]): readonly LogQuery[];
  /** The life of one order, from all logs of those transactions in chain order; the same logs give the same life. */
  lifeOf(order: OrderId, terms: OrderTerms, logs: readonly Log[]): VenueOrderLife;
  /**
   * What its position tells of an order that is gone from the book at the block of the reading, where no event does.
   * @param logs - Of the transactions known so far, that of its creation among them.
   * @throws VenueReadError when they do not tell which position the order was about
   */
  evidence?(order: OrderId, logs: readonly Log[]): Reading<OrderEvidence>;
  /** What to ask `eth_getLogs` for: each transaction that changed a position of the account. */
  changes(): readonly LogQuery[];
  /** Of those changes, what no order of ours asked for, from all logs of the transactions. */
  unsolicited(logs: readonly Log[], isOurs: (order: OrderId) => boolean): readonly UnsolicitedChange[];
}

/**
 * `untouched`: the position stands as it stood when the order was asked for, so the order was not carried out. `unclear`: it
 * has changed since, by this order or by another.
 */
export type OrderEvidence = 'untouched' | 'unclear';

/** As `eth_getLogs` takes it: topics by position, a list means any of them, null means anything. */
export interface LogQuery {
  address: Address;
  topics: readonly (Hex | readonly Hex[] | null)[];
}

export interface Estimate {
  /** USD per unit, fee not included. */
  price: Wad;
  /** USD. */
  fee: Wad;
  /** USD lost against the market's mark; negative when the trade executes better. */
  impact: Wad;
  /** Gas that its transactions use, an approval included where one is needed: an expectation, from measured trades. */
  gas?: bigint;
  /** Wei that the venue's keepers keep of what is paid in advance; absent where there are none. */
  keeper?: Wei;
}

export interface Quote {
  quantity: Wad;
  /** USD per unit. */
  price: Wad;
}

/** `NotEnoughBalance`, or the string of an Error(string). */
export interface NamedError {
  name: string;
  /** Named arguments as strings; positional ones by index. */
  args: Readonly<Record<string, string>>;
}

/** The chain's answer does not make sense, or a call that must not revert did. */
export class VenueReadError extends BallastError {
  override name = 'VenueReadError';
}

/** The protocol would not take this order; known before anything is sent. */
export class VenueRefusal extends BallastError {
  override name = 'VenueRefusal';
}
