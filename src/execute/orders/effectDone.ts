import {
  type CollateralTerms,
  type Fill,
  type Order,
  type OrderTerms,
  type TransactionRequest,
  type TransferTerms,
  transferSize,
} from '../../model/order.js';
import { wad } from '../../model/units.js';
import type { OrderTracking, Venue } from '../../venues/venue.js';
import type { Effect } from './effect.js';
import { priceProblem } from './priceProblem.js';
import { quantityProblem } from './quantityProblem.js';

/**
 * What of the order the venue would not do, read from the simulated logs by the code that reads the mined ones; null when it
 * would do all of it.
 * @throws VenueReadError where the logs contradict themselves
 */
export function doneProblem(order: Order, venue: Venue, request: TransactionRequest, effect: Effect): string | null {
  const { terms } = order;
  const fills = venue.fills(terms, effect.logs);
  if (venue.tracking && terms.kind !== 'cancel' && terms.kind !== 'claim') {
    return askedProblem(terms, venue, venue.tracking, request, effect, fills);
  }
  const created = venue.tracking?.created(effect.logs) ?? [];
  if (created.length > 0) return `it would put ${created.length} orders into the book of ${venue.id} as well`;
  return filledProblem(terms, venue, fills);
}

/** Each order that the request pays a keeper for stands in the book afterwards, or the one that it replaces is changed. */
function askedProblem(
  terms: OrderTerms,
  { id }: Venue,
  tracking: OrderTracking,
  { keeperGas }: TransactionRequest,
  { logs }: Effect,
  fills: readonly Fill[],
): string | null {
  const created = tracking.created(logs).length;
  const replaced = fills.flatMap((fill) => (fill.kind === 'replace' ? fill.order : []));
  const replaces = terms.kind === 'rest' ? terms.replaces : null;
  if (replaces !== null) {
    if (created === 0 && replaced.length === 1 && replaced[0] === replaces) return null;
    return `it would change ${replaced.length} orders and create ${created}, instead of changing ${replaces}`;
  }
  if (created === 0) return `it would ask nothing of the keepers of ${id}`;
  const wanted = keeperGas?.length ?? created;
  return created === wanted ? null : `it would put ${created} orders into the book of ${id} instead of ${wanted}`;
}

function filledProblem(terms: OrderTerms, venue: Venue, fills: readonly Fill[]): string | null {
  if (fills.length === 0) return `${venue.id} would do nothing of it`;
  const other = fills.find(({ kind }) => kind !== terms.kind);
  if (other) return `${venue.id} would do a ${other.kind} instead of a ${terms.kind}`;
  switch (terms.kind) {
    case 'trade':
      return tradeProblem(terms, venue, fills);
    case 'addCollateral':
    case 'removeCollateral':
    case 'repay':
    case 'borrow': {
      const moved = fills.flatMap((fill) => (fill.kind === terms.kind ? fill : []));
      const foreign = moved.find(
        ({ token, marginAccount }) => token !== terms.token || marginAccount !== terms.marginAccount,
      );
      if (foreign)
        return `it would move ${foreign.token} of ${foreign.marginAccount} instead of ${terms.token} of ${terms.marginAccount}`;
      const amount = moved.reduce((sum, fill) => sum + fill.amount, 0n);
      return isBooked(terms, amount)
        ? null
        : `${venue.id} would book ${amount} instead of ${terms.amount} units of ${terms.token}`;
    }
    case 'cancel':
      return fills.every((fill) => fill.kind === 'cancel' && fill.order === terms.order)
        ? null
        : `${venue.id} would cancel another order`;
    case 'claim':
      return claimProblem(terms, fills);
    case 'transfer': {
      const given = fills.flatMap((fill) => (fill.kind === 'transfer' ? fill : []));
      if (given.some(({ to }) => to.toLowerCase() !== terms.to.toLowerCase())) return 'it would go to another account';
      if (given.some(({ asset }) => !isSameAsset(asset, terms.asset))) return 'it would give something else';
      const size = given.reduce((sum, fill) => sum + transferSize(fill), 0n);
      return size === transferSize(terms) ? null : `it would give ${size} instead of ${transferSize(terms)}`;
    }
    case 'rest':
      return `${venue.id} holds no resting orders`;
  }
}

/** Of all that is supplied, more has come by then: interest. */
const INTEREST = 10_000n;

/**
 * What is asked for, to the unit; but a repayment takes no more than is owed, and a withdrawal of everything takes its last interest
 * along.
 */
function isBooked({ kind, amount: asked }: CollateralTerms, amount: bigint): boolean {
  if (kind === 'repay') return amount > 0n && amount <= asked;
  if (kind === 'removeCollateral') return amount >= asked && amount - asked <= asked / INTEREST;
  return amount === asked;
}

function tradeProblem(terms: OrderTerms & { kind: 'trade' }, venue: Venue, fills: readonly Fill[]): string | null {
  let quantity = 0n;
  for (const fill of fills) {
    if (fill.kind !== 'trade') continue;
    if (fill.side !== terms.side || fill.instrument !== terms.instrument) {
      return `${venue.id} would ${fill.side.toLowerCase()} ${fill.instrument} instead: ${terms.side.toLowerCase()} ${terms.instrument} was asked for`;
    }
    const beyond = priceProblem(terms, fill.price);
    if (beyond !== null) return beyond;
    quantity += fill.quantity;
  }
  return quantityProblem(terms, wad(quantity));
}

/** The same token, or the same position, whatever amount of it. */
function isSameAsset(given: TransferTerms['asset'], asked: TransferTerms['asset']): boolean {
  if ('position' in given) return 'position' in asked && given.position === asked.position;
  return !('position' in asked) && given.address.toLowerCase() === asked.address.toLowerCase();
}

/** What is owed only grows until it is claimed. */
function claimProblem({ amounts }: OrderTerms & { kind: 'claim' }, fills: readonly Fill[]): string | null {
  for (const { instrument, token, amount } of amounts) {
    const claimed = fills.reduce(
      (sum, fill) =>
        fill.kind === 'claim' && fill.instrument === instrument && fill.token === token ? sum + fill.amount : sum,
      0n,
    );
    if (claimed < amount) return `it would claim ${claimed} instead of ${amount} units of ${token} in ${instrument}`;
  }
  return null;
}
