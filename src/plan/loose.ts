import type { InstrumentId, Spot, VenueId } from '../model/instrument.js';
import type { MarginAccountId } from '../model/marginAccount.js';
import { type Fill, type Id, isOpen, isPaidIn, movesCollateral, type Order } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import { smallest, type TokenAmount, tokenAmount, type UnixMillis } from '../model/units.js';
import { spotsOf, walletFlows } from '../venues/walletFlows.js';

/** An order with what it did. */
export interface OrderDone {
  order: Pick<Order, 'id' | 'terms' | 'status' | 'text' | 'step' | 'rule'>;
  /** Oldest first; what was reorganised away is left out. */
  fills: readonly { fill: Fill; at: UnixMillis }[];
}

/** What the steps of an unfinished row have taken out of a margin account and not put in: it lies in the wallet. */
export interface LooseCollateral {
  /** The row. */
  programme: Id;
  token: string;
  decimals: number;
  /** Base units, above 0. */
  amount: TokenAmount;
  /** Where it came from, before any swap. */
  venue: VenueId;
  marginAccount: MarginAccountId;
  /** When it was taken out. */
  since: UnixMillis;
}

/**
 * Of a row that is over and not done: what it took out and swapped, less what it put in, less what later orders put in or later
 * rows swapped. The wallet cannot tell one token from another, so what is oldest counts as used first, but a row uses its own
 * before anything else; and more than the wallet holds is not there. A row that is still on its way has nothing loose, and one that
 * is done has meant what it left.
 * @param orders - In the order in which they were made: all steps of the rows, and all that came after.
 * @param snapshot - Tells the tokens of pairs, and what the wallet holds.
 */
export function looseOf(
  orders: readonly OrderDone[],
  snapshot: Pick<Snapshot, 'readings'>,
): readonly LooseCollateral[] {
  const broken = brokenRows(orders);
  const spots = spotsOf(snapshot);
  let lots: readonly LooseCollateral[] = [];
  for (const { order, fill, at } of inTime(orders)) lots = afterFill(lots, broken, { order, fill, at }, spots);
  return inWallet(
    lots.filter(({ programme }) => broken.has(programme)),
    snapshot,
  );
}

/** Rows that are over, and in which not every step was done. */
function brokenRows(orders: readonly OrderDone[]): ReadonlySet<Id> {
  const rows = new Map<Id, OrderDone['order'][]>();
  for (const { order } of orders)
    if (order.step) rows.set(order.step.programme, [...(rows.get(order.step.programme) ?? []), order]);
  const broken = new Set<Id>();
  for (const [programme, steps] of rows) {
    const done = steps.filter(({ status }) => status === 'Filled').length;
    if (!steps.some(({ status }) => isOpen(status)) && done < (steps[0]?.step?.of ?? 0)) broken.add(programme);
  }
  return broken;
}

interface Happened {
  order: OrderDone['order'];
  fill: Fill;
  at: UnixMillis;
}

/** In one moment, in the order of the orders. */
const inTime = (orders: readonly OrderDone[]): Happened[] =>
  orders.flatMap(({ order, fills }) => fills.map(({ fill, at }) => ({ order, fill, at }))).sort((a, b) => a.at - b.at);

type Lots = readonly LooseCollateral[];

function afterFill(lots: Lots, broken: ReadonlySet<Id>, { order, fill, at }: Happened, spots: Spots): Lots {
  const own = order.step?.programme;
  const usable = (lot: LooseCollateral): boolean => lot.programme === own || broken.has(lot.programme);
  const [first, second] = walletFlows(fill, spots);
  if (!first) return lots;
  if (first.into === 'wallet') {
    const { terms } = order;
    if (own === undefined || !movesCollateral(terms)) return lots;
    const { venue, marginAccount } = terms;
    return [...lots, { programme: own, ...sizeOf(first), venue, marginAccount, since: at }];
  }
  // A trade that stands for itself is of what the wallet holds: what lies there for another reason is not its own.
  if (second && own === undefined) return lots;
  const { left, taken } = take(lots, usable, own, first.token, first.amount);
  if (!second || own === undefined) return left;
  const became = taken.map((lot) => ({
    ...lot,
    ...sizeOf(second),
    programme: own,
    amount: tokenAmount((second.amount * lot.amount) / first.amount),
  }));
  return [...left, ...became.filter(({ amount }) => amount > 0n)];
}

type Spots = ReadonlyMap<InstrumentId, Spot>;

const sizeOf = ({ token, decimals, amount }: Pick<LooseCollateral, 'token' | 'decimals' | 'amount'>) => ({
  token,
  decimals,
  amount,
});

/** So much of a token out of the lots: the row's own first, then the oldest. */
function take(
  lots: Lots,
  usable: (lot: LooseCollateral) => boolean,
  own: Id | undefined,
  token: string,
  amount: bigint,
): { left: Lots; taken: Lots } {
  let wanted = amount;
  const used = new Map<LooseCollateral, bigint>();
  const candidates = lots.filter((lot) => lot.token === token && usable(lot));
  const isOwn = (lot: LooseCollateral): boolean => lot.programme === own;
  for (const lot of [...candidates.filter(isOwn), ...candidates.filter((lot) => !isOwn(lot))]) {
    const part = smallest<bigint>(lot.amount, wanted);
    if (part > 0n) used.set(lot, part);
    wanted -= part;
  }
  const left = lots.map((lot) => ({ ...lot, amount: tokenAmount(lot.amount - (used.get(lot) ?? 0n)) }));
  const taken = [...used].map(([lot, part]) => ({ ...lot, amount: tokenAmount(part) }));
  return { left: left.filter((lot) => lot.amount > 0n), taken };
}

/** No more than the wallet holds: what is not there any more was used by somebody else, the oldest first. */
function inWallet(lots: Lots, snapshot: Pick<Snapshot, 'readings'>): Lots {
  return [...new Set(lots.map(({ token }) => token))].reduce<Lots>((known, token) => {
    const held = heldOf(snapshot, token);
    if (held === null) return known;
    const all = known.reduce((sum, lot) => (lot.token === token ? sum + lot.amount : sum), 0n);
    return all <= held ? known : take(known, () => true, undefined, token, all - held).left;
  }, lots);
}

/** Base units; null where no reading tells of the token. */
function heldOf({ readings }: Pick<Snapshot, 'readings'>, token: string): bigint | null {
  const row = readings.flatMap(({ funding }) => funding).find((one) => one.token.symbol === token);
  if (row) return row.balance > 0n ? row.balance : 0n;
  for (const { instrument, quantity } of readings.flatMap(({ positions }) => positions)) {
    if (instrument.kind !== 'token' || instrument.venue !== 'wallet' || instrument.symbol !== token) continue;
    return (quantity * 10n ** BigInt(instrument.decimals)) / 10n ** 18n;
  }
  return null;
}

/** Whether an order may have used what lies loose: it puts a token somewhere, or is a step of a row. */
export const concernsLoose = ({ terms, step }: Pick<Order, 'terms' | 'step'>): boolean =>
  step !== undefined || (movesCollateral(terms) && isPaidIn(terms));
