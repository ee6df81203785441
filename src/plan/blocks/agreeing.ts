import type { BlockMember } from '../../model/block.js';
import type { BlockState, WorkedParent } from '../../model/desk.js';
import { leavesQty, type ParentTerms } from '../../model/parentOrder.js';
import type { Wad } from '../../model/units.js';
import { kindOf } from './aggregate.js';
import { parentOf } from './memberStanding.js';

/** Members whose orders still say what the block was made for. */
export interface Agreeing {
  /** What they have in common; its quantity is the first one's own. */
  first: WorkedParent;
  terms: ParentTerms;
  /** Ids of their orders. */
  members: ReadonlySet<string>;
}

/**
 * Who changed an order between the making of a block and the first look at it is not in it: neither do its terms count for the others,
 * nor theirs for it. What most of them ask for is what the block was made for; of as many, the oldest order's.
 * @returns null when nobody is left
 */
export function agreeing(block: BlockState, lot: Wad): Agreeing | null {
  const known = block.members.flatMap((member) => {
    const parent = parentOf(block, member);
    return parent && isUnchanged(block, member, parent, lot) ? [{ parent, kind: kindOf(parent) }] : [];
  });
  const votes = (kind: string) => known.filter((one) => one.kind === kind).length;
  const first = known.reduce<(typeof known)[number] | null>(
    (most, one) => (most === null || votes(one.kind) > votes(most.kind) ? one : most),
    null,
  );
  if (first === null) return null;
  const members = known.filter(({ kind }) => kind === first.kind).map(({ parent }) => parent.id);
  return { first: first.parent, terms: first.parent.terms, members: new Set(members) };
}

/** What is less than can be sent may have been left behind when the block was made. */
function isUnchanged(block: BlockState, member: BlockMember, { terms, state }: WorkedParent, lot: Wad): boolean {
  const rest = leavesQty(state) - member.quantity;
  return terms.instrument === block.instrument && terms.side === block.side && rest >= 0n && rest < lot;
}
