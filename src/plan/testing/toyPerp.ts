import type { Underlying, VenueId } from '../../model/instrument.js';
import { type CollateralToken, healthOf, type MarginAccount, type MarginAccountId } from '../../model/marginAccount.js';
import type { Market } from '../../model/market.js';
import type { ClaimableAmount, OrderTerms, TradeTerms } from '../../model/order.js';
import type { Position } from '../../model/position.js';
import { done } from '../../model/reading.js';
import type { VenueReading } from '../../model/snapshot.js';
import {
  absolute,
  amountFromFloat,
  bps,
  divide,
  fromFloat,
  multiplyWad,
  smallest,
  type TokenAmount,
  toFloat,
  tokenAmount,
  WAD,
  type Wad,
  wad,
} from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';
import { type Venue, VenueRefusal } from '../../venues/venue.js';
import { toyAccount, usdc } from './toyTokens.js';

/** What a toy account holds: USD that is left once every position is closed at its price, and the positions. */
export interface ToyHolding {
  /** USD: equity = cash + Σ quantity × price. */
  cash: Wad;
  quantities: Readonly<Record<Underlying, Wad>>;
}

/** A linear perpetual venue with as many margin accounts as a test wants. No pool, no funding, no rounding tricks. */
export interface ToyState {
  venue: VenueId;
  /** USD; positions are marked, and trades executed, here. */
  marks: Readonly<Record<Underlying, Wad>>;
  /** USD, the oracle. Same as `marks` unless a test parts them. */
  indexes: Readonly<Record<Underlying, Wad>>;
  accounts: Readonly<Record<string, ToyHolding>>;
  walletBalance: TokenAmount;
  /** Requirement as a share of notional, in basis points. */
  requirement: number;
  /** What a trade that grows the notional must leave, in the same unit; 0 asks for nothing. */
  initialRequirement: number;
  /** Basis points that the price moves against a trader per unit traded. */
  impactPerUnit: number;
  closed: string | null;
  /** Why one market alone is. */
  closedMarkets?: Readonly<Record<Underlying, string>>;
  /** Why only reducing is possible; null when anything is. */
  reduceOnly: string | null;
  token: CollateralToken;
  /** What waits at the venue; null: a mined transaction is the whole order. */
  orders: readonly VenueOrder[] | null;
  claimable: readonly ClaimableAmount[] | null;
}

const idOf = (state: ToyState, name: string): MarginAccountId => `${state.venue} ${name}`;
const positionId = (state: ToyState, name: string, underlying: Underlying) => `${state.venue} ${name}/${underlying}`;
const markOf = (state: ToyState, underlying: Underlying): Wad => state.marks[underlying] ?? wad(0n);

export function toyReading(state: ToyState): VenueReading<ToyState> {
  const names = Object.keys(state.accounts);
  return {
    venue: state.venue,
    positions: names.flatMap((name) => toyPositions(state, name)),
    marginAccounts: names.map((name) => toyMarginAccount(state, name)),
    markets: Object.keys(state.marks).map((underlying) => toyMarket(state, underlying)),
    funding: [
      { token: state.token, balance: state.walletBalance, spender: toyAccount, allowance: tokenAmount(2n ** 255n) },
    ],
    prices: state.indexes,
    ...(state.orders && { orders: state.orders }),
    ...(state.claimable && { claimable: state.claimable }),
    detail: state,
  };
}

function toyPositions(state: ToyState, name: string): Position[] {
  return Object.entries(state.accounts[name]?.quantities ?? {})
    .filter(([, quantity]) => quantity !== 0n)
    .map(([underlying, quantity]) => ({
      id: positionId(state, name, underlying),
      venue: state.venue,
      account: toyAccount,
      instrument: { kind: 'perpetual', id: `${state.venue} ${underlying}`, venue: state.venue, underlying },
      quantity,
      mark: markOf(state, underlying),
      value: wad(0n),
      marginAccount: idOf(state, name),
      pricing: null,
    }));
}

function toyMarginAccount(state: ToyState, name: string): MarginAccount {
  const holding = state.accounts[name] ?? { cash: wad(0n), quantities: {} };
  const worth = (quantity: Wad, underlying: Underlying) => multiplyWad(quantity, markOf(state, underlying), 'down');
  const entries = Object.entries(holding.quantities).filter(([, quantity]) => quantity !== 0n);
  const equity = entries.reduce((sum, [u, q]) => wad(sum + worth(q, u)), holding.cash);
  const notional = entries.reduce((sum, [u, q]) => wad(sum + worth(absolute(q), u)), wad(0n));
  const maintenance = wad(divide(notional * BigInt(state.requirement), 10_000n, 'up'));
  return {
    id: idOf(state, name),
    venue: state.venue,
    account: toyAccount,
    positions: entries.map(([underlying]) => positionId(state, name, underlying)),
    underlyings: entries.map(([underlying]) => underlying).sort(),
    equity,
    maintenance,
    health: healthOf(equity, maintenance),
    notional,
    collateral: state.token,
    collateralAmount: tokenAmount(0n),
  };
}

function toyMarket(state: ToyState, underlying: Underlying): Market {
  return {
    instrument: { kind: 'perpetual', id: `${state.venue} ${underlying}`, venue: state.venue, underlying },
    mark: markOf(state, underlying),
    last: markOf(state, underlying),
    index: state.indexes[underlying] ?? wad(0n),
    fee: bps(0),
    closed: state.closed ?? state.closedMarkets?.[underlying] ?? null,
    reduceOnly: state.reduceOnly,
  };
}

/** The account a trade changes: its position's, or the first. */
const tradedAccount = (state: ToyState, terms: TradeTerms): string =>
  (terms.position === null
    ? Object.keys(state.accounts)[0]
    : Object.keys(state.accounts).find((name) => terms.position?.startsWith(`${idOf(state, name)}/`))) ?? '';

function afterTrade(state: ToyState, terms: TradeTerms): ToyState {
  const name = tradedAccount(state, terms);
  const holding = state.accounts[name];
  const underlying = terms.instrument.slice(state.venue.length + 1);
  if (!holding) throw new VenueRefusal(`${terms.position} is not a position here`);
  const held = holding.quantities[underlying] ?? wad(0n);
  const signed = wad(terms.side === 'Buy' ? terms.quantity : -terms.quantity);
  const quantity = wad(held + signed);
  if (terms.reduceOnly && (held > 0n ? quantity < 0n || signed > 0n : quantity > 0n || signed < 0n)) {
    throw new VenueRefusal('a reduce-only trade would grow or flip the position');
  }
  const cash = wad(holding.cash - multiplyWad(signed, markOf(state, underlying), 'up'));
  const quantities = { ...holding.quantities, [underlying]: quantity };
  return { ...state, accounts: { ...state.accounts, [name]: { cash, quantities } } };
}

/** @param isHeld What it takes has left the wallet already. */
function afterTerms(state: ToyState, terms: OrderTerms, isHeld: boolean): ToyState {
  if (terms.kind === 'trade') return afterTrade(state, terms);
  if (!('marginAccount' in terms)) return state;
  const name = terms.marginAccount.slice(state.venue.length + 1);
  const holding = state.accounts[name];
  if (!holding) throw new VenueRefusal(`${terms.marginAccount} is not an account here`);
  const amount = terms.kind === 'addCollateral' ? terms.amount : tokenAmount(-terms.amount);
  const cash = wad(holding.cash + amount * 10n ** BigInt(18 - terms.decimals));
  const walletBalance = tokenAmount(state.walletBalance - (isHeld ? 0n : amount));
  return { ...state, walletBalance, accounts: { ...state.accounts, [name]: { ...holding, cash } } };
}

function refuseUnfunded(state: ToyState, terms: TradeTerms): void {
  const name = tradedAccount(state, terms);
  const before = toyMarginAccount(state, name);
  const after = toyMarginAccount(afterTrade(state, terms), name);
  const required = divide(after.notional * BigInt(state.initialRequirement), 10_000n, 'up');
  if (after.notional <= before.notional || after.equity >= required) return;
  const what = `${terms.side.toLowerCase()} ${toFloat(terms.quantity)} ${terms.instrument.slice(state.venue.length + 1)}`;
  throw new VenueRefusal(`not enough free collateral on ${state.venue} to ${what}`);
}

/** `refuse` makes `prepare` say no, with that reason. */
export function toyPerp(id: VenueId, options: { refuse?: string } = {}): Venue {
  const stateOf = (reading: VenueReading) => reading.detail as ToyState;
  const venue: Venue<ToyState> = {
    id,
    account: toyAccount,
    read: () => done(toyReading(toyState({ venue: id }))),
    marginAt(reading, account, underlying, price) {
      const state = stateOf(reading);
      const marks = { ...state.marks, [underlying]: fromFloat(price, 'down') };
      const moved = toyMarginAccount({ ...state, marks }, account.id.slice(id.length + 1));
      return { equity: toFloat(moved.equity), maintenance: toFloat(moved.maintenance) };
    },
    topUpFor(reading, account, health) {
      const short = health * toFloat(account.maintenance) - toFloat(account.equity);
      const { token } = stateOf(reading);
      return { token, amount: amountFromFloat(Math.max(0, short), token.decimals, 'up') };
    },
    reductionFor(reading, account, health, maxSlippage) {
      const position = reading.positions
        .filter((p) => account.positions.includes(p.id))
        .sort((a, b) => (absolute(a.quantity) * a.mark < absolute(b.quantity) * b.mark ? 1 : -1))[0];
      if (!position || account.equity <= 0n) return null;
      // equity = health × requirement × (notional − traded), solved for what is traded.
      const allowed = toFloat(account.equity) / (health * (stateOf(reading).requirement / 10_000));
      const traded = fromFloat(Math.max(0, toFloat(account.notional) - allowed) / toFloat(position.mark), 'up');
      const quantity = smallest(traded, absolute(position.quantity));
      const side = position.quantity > 0n ? 'Sell' : 'Buy';
      const { instrument, id: positionId } = position;
      return {
        kind: 'trade',
        venue: id,
        instrument: instrument.id,
        position: positionId,
        side,
        quantity,
        reduceOnly: true,
        maxSlippage,
      };
    },
    estimate(reading, terms) {
      const state = stateOf(reading);
      const mark = markOf(state, terms.instrument.slice(id.length + 1));
      const moved = fromFloat((toFloat(terms.quantity) * state.impactPerUnit) / 10_000, 'up');
      const price = multiplyWad(mark, wad(terms.side === 'Buy' ? WAD + moved : WAD - moved), 'down');
      return { price, fee: wad(0n), impact: multiplyWad(terms.quantity, absolute(wad(price - mark)), 'up') };
    },
    after: (reading, terms, venueOrder) => toyReading(afterTerms(stateOf(reading), terms, venueOrder !== undefined)),
    prepare(reading, terms) {
      if (options.refuse) throw new VenueRefusal(options.refuse);
      const named = terms.kind === 'cancel' ? terms.order : terms.kind === 'rest' ? terms.replaces : null;
      if (named !== null && !reading.orders?.some(({ id: waiting }) => waiting === named)) {
        throw new VenueRefusal(`order ${named} does not wait on ${id}`);
      }
      if (terms.kind === 'trade') refuseUnfunded(stateOf(reading), terms);
      return [];
    },
    quote: (terms) => ({ quantity: terms.quantity, price: wad(0n) }),
    fills: () => [],
    decodeError: () => null,
  };
  return venue as Venue;
}

/** Flat at 2 000 USD, 10 000 USDC in the wallet, 1 000 USD in the account, 6.25 % required. */
export function toyState(change: Partial<ToyState> = {}): ToyState {
  const marks = change.marks ?? { ETH: wad(2_000n * WAD) };
  return {
    venue: 'toy',
    marks,
    indexes: marks,
    accounts: { cross: { cash: wad(1_000n * WAD), quantities: {} } },
    walletBalance: tokenAmount(10_000_000_000n),
    requirement: 625,
    initialRequirement: 0,
    impactPerUnit: 0,
    closed: null,
    reduceOnly: null,
    token: usdc,
    orders: null,
    claimable: null,
    ...change,
  };
}
