import type { BlockState, WorkedParent } from '../../model/desk.js';
import { isOpen } from '../../model/order.js';
import { type Algorithm, isParentOpen } from '../../model/parentOrder.js';
import { divideWad, multiplyWad, smallest, toFloat, WAD, type Wad, wad } from '../../model/units.js';

/** How much more an order of an interleaved block may have sent, and why no more. */
export interface Allowance {
  /** Units of the instrument; 0: others have their turn. */
  quantity: Wad;
  /** In a sentence; empty where it is not held back at all. */
  says: string;
}

/** Where an algorithm has no slices of its own, a block goes in this many. */
const slices = 8;

/** Of what an order has in the block, less than one part in so many is nothing. */
const dust = 1_000_000n;

/**
 * How much more may be sent of a member's order of an interleaved block: until it is one slice ahead of whoever is furthest behind.
 * What is in flight counts for it and not for the others, so nobody's share of what is done is ever more than one slice ahead of
 * anybody's. Whose average price is better than another's by more than the block's bound may not be ahead of that one at all: the
 * dearer go first.
 *
 * Only those whose turn may come hold others back: not who is paused, waits for a person, or is done.
 */
export function allowanceOf(parent: WorkedParent, block: BlockState): Allowance {
  const own = progressOf(parent, block);
  if (own === null) return { quantity: wad(0n), says: 'it is not in the block' };
  const others = block.parents
    .filter((other) => other.id !== parent.id && holdsBack(other))
    .flatMap((other) => progressOf(other, block) ?? []);
  const slice = sliceOf(parent.terms.algorithm, own.quantity);
  const unbound = wad(own.quantity - own.sent);
  if (others.length === 0) return { quantity: atLeastZero(unbound), says: '' };
  const last = others.reduce((least, one) => (one.done < least.done ? one : least));
  const dearer = others.filter((one) => isDearer(one, own, parent.terms.side === 'Buy', block.maxDeviation / 10_000));
  const dearest = dearer.reduce<Progress | null>(
    (least, one) => (least === null || one.done < least.done ? one : least),
    null,
  );
  // Until it has been its turn once, nobody has a price to be compared.
  const most = dearest !== null ? dearest.done : wad(last.done + slice);
  const quantity = atLeastZero(wad(multiplyWad(most, own.quantity, 'down') - own.sent));
  // Shares are rounded: a rest that is no order any more is not held back for that.
  if (quantity + own.quantity / dust >= unbound) return { quantity: atLeastZero(unbound), says: '' };
  const says =
    dearest !== null
      ? `${dearest.name} has paid more than ${block.maxDeviation} bps more and goes first: it has ${percent(dearest.done)}`
      : `not more than ${percent(slice)} ahead of ${last.name}, which has ${percent(last.done)}`;
  return { quantity, says };
}

interface Progress {
  name: string;
  /** What it has in the block. */
  quantity: Wad;
  /** Of it, filled: a share, Wad. */
  done: Wad;
  /** Units that are filled or on their way. */
  sent: Wad;
  /** USD per unit; null before the first fill. */
  price: number | null;
}

/** Since the block was made: what was done of an order before is not the block's. */
function progressOf({ id, account, state, children }: WorkedParent, block: BlockState): Progress | null {
  const member = block.members.find(({ parent }) => parent === id);
  if (!member || member.quantity <= 0n) return null;
  let filled = 0n;
  let paid = 0n;
  let flying = 0n;
  for (const { terms, status, fills } of children.filter(({ createdAt }) => createdAt >= block.createdAt)) {
    let mine = 0n;
    for (const fill of fills) {
      if (fill.kind !== 'trade') continue;
      mine += fill.quantity;
      paid += multiplyWad(fill.quantity, fill.price, 'down');
    }
    filled += mine;
    if (isOpen(status) && (terms.kind === 'trade' || terms.kind === 'rest') && terms.quantity > mine)
      flying += terms.quantity - mine;
  }
  const { quantity } = member;
  const done = isParentOpen(state.status) ? divideWad(wad(filled), quantity, 'down') : WAD;
  const price = filled > 0n ? toFloat(wad(paid)) / toFloat(wad(filled)) : null;
  return { name: account, quantity, done, sent: wad(filled + flying), price };
}

const holdsBack = ({ state }: WorkedParent): boolean => state.status === 'New' || state.status === 'PartiallyFilled';

/** Whether one has a worse average than another, by more than a share of it. */
function isDearer(one: Progress, than: Progress, isBuy: boolean, deviation: number): boolean {
  if (one.price === null || than.price === null) return false;
  const worse = isBuy ? one.price / than.price - 1 : 1 - one.price / than.price;
  return worse > deviation;
}

/** A share of the whole, Wad, rounded up so that no slice is nothing. */
function sliceOf(algorithm: Algorithm, quantity: Wad): Wad {
  if (algorithm.kind === 'iceberg') {
    const shown = divideWad(algorithm.display, quantity, 'up');
    return smallest(shown, WAD);
  }
  const count = 'slices' in algorithm ? algorithm.slices : 'profile' in algorithm ? algorithm.profile.length : slices;
  return divideWad(WAD, wad(BigInt(Math.max(1, count)) * WAD), 'up');
}

const atLeastZero = (value: Wad): Wad => (value > 0n ? value : wad(0n));
const percent = (share: Wad): string => `${Math.round(toFloat(share) * 1_000) / 10} %`;
