import type { BlockMember } from '../../model/block.js';
import type { BlockState, Desk, WorkedParent } from '../../model/desk.js';
import { shortId, type TransferTerms } from '../../model/order.js';
import { tokenAmount } from '../../model/units.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { nothingNew, onlyEvents } from '../work/onlyEvents.js';
import { affordable } from './affordable.js';
import { type Allowance, allowanceOf } from './allowanceOf.js';
import { contributed, parentOf, type Sent } from './memberStanding.js';
import { draftOf, isGivenUp, sayAsset, sendTransfer, whySendingWaits } from './sendTransfer.js';

/** The block that an order is in, which has not ended, and what it has there. */
export interface Membership {
  block: BlockState;
  member: BlockMember;
}

export function membershipOf({ id }: Pick<WorkedParent, 'id'>, { blocks }: Desk): Membership | null {
  for (const block of blocks) {
    const member = block.members.find(({ parent }) => parent === id);
    if (member) return { block, member };
  }
  return null;
}

/** How much more of an order may be sent where members of its block take turns, or have put up money for it; null where neither binds. */
export function allowedInBlock(parent: WorkedParent, turn: Turn): Allowance | null {
  const traded = turn.desk.blocks.find((block) => block.parent === parent.id);
  // Of an order with very many parts only the block has all of them.
  const whole = (block: BlockState) => parentOf(block, { parent: parent.id }) ?? parent;
  if (traded) return affordable(turn, whole(traded), traded);
  const membership = membershipOf(parent, turn.desk);
  return membership?.block.method === 'interleave' ? allowanceOf(whole(membership.block), membership.block) : null;
}

/** Whether an order is for a block that trades it, or is still to be put into one: until then nothing of it is traded by itself. */
export const waitsForBlock = (parent: WorkedParent, desk: Desk): boolean =>
  parent.terms.block === true && membershipOf(parent, desk)?.block.method !== 'interleave';

/**
 * What becomes, in its own book, of an order that is traded by a block's account: it sends what it has to, and is left alone
 * meanwhile. A cancel or a change is refused once something was sent: the block's own order is what can be canceled then.
 * @returns null when the order is not bound to such a block, and is to be treated like any other
 */
export function considerMember(turn: Turn, parent: WorkedParent): RowDecided | null {
  const { status } = parent.state;
  const traded = turn.desk.blocks.find((block) => block.parent === parent.id);
  if (traded) {
    if (status !== 'PendingReplace') return null;
    return refuse(
      turn,
      parent,
      `it is traded for the members of block ${shortId(traded.id)}, as they have asked for it`,
    );
  }
  const membership = membershipOf(parent, turn.desk);
  if (membership === null) return null;
  if (membership.block.method !== 'transfer') return considerInTurns(turn, parent, membership.block);
  if (status === 'PendingNew' || status === 'PendingReview') return null;
  const { block, member } = membership;
  const sent = contributed(block, member);
  const isIn = sent.done > 0n || sent.open > 0n;
  const wasLeftOut = block.status !== 'Collecting' && member.quantity === 0n;
  if (!isIn && wasLeftOut) return null;
  // The others count on its terms from when the block was made.
  if (status === 'PendingReplace') return refuse(turn, parent, inBlock(block));
  if (!isIn && block.status !== 'Collecting') return null;
  if (status === 'PendingCancel') return isIn ? refuse(turn, parent, inBlock(block)) : null;
  if (status !== 'New' && status !== 'PartiallyFilled') return isIn ? nothingNew(turn) : null;
  if (block.status !== 'Collecting' || member.gives === null || block.account === null) return nothingNew(turn);
  return contribute(turn, parent, { block, member }, sent);
}

const inBlock = ({ id }: BlockState): string => `it is in block ${shortId(id)}: cancel the block instead`;

/** Shares of the whole are reckoned from what each had when the block was made. */
function considerInTurns(turn: Turn, parent: WorkedParent, { id }: BlockState): RowDecided | null {
  if (parent.state.status !== 'PendingReplace' || parent.state.replacing?.quantity === undefined) return null;
  return refuse(turn, parent, `it takes turns in block ${shortId(id)} with what it has: cancel it, and ask anew`);
}

function refuse(turn: Turn, parent: WorkedParent, text: string): RowDecided {
  const kind = parent.state.status === 'PendingCancel' ? 'refuseCancel' : 'refuseReplace';
  return onlyEvents(turn, parent, [{ event: { kind }, text }]);
}

function contribute(turn: Turn, parent: WorkedParent, { block, member }: Membership, sent: Sent): RowDecided {
  const { gives } = member;
  if (gives === null || block.account === null) return nothingNew(turn);
  const left = gives.amount - sent.done - sent.open;
  if (left <= 0n) return nothingNew(turn);
  const terms: TransferTerms = {
    kind: 'transfer',
    venue: 'wallet',
    asset: { ...gives, amount: tokenAmount(left) },
    to: block.account,
    reference: block.id,
  };
  const because = [`${sayAsset(terms)} for its part in block ${shortId(block.id)}, which ${block.strategy} trades`];
  const waits = isGivenUp(sent)
    ? `${sent.failures} transfers in a row came to nothing, the last one: ${sent.why}`
    : whySendingWaits(sent, turn.input.now);
  if (waits === null) return whileCollecting(block, sendTransfer(turn, block, parent, terms, because));
  return { ...nothingNew(turn), decisions: [{ ...draftOf(block, parent, because), not: [waits] }] };
}

/** Nothing is sent to a block that is worked without it by then. */
function whileCollecting({ id }: BlockState, decided: RowDecided): RowDecided {
  if (!decided.decisions.some(({ verdict }) => verdict === 'act')) return decided;
  const held = { kind: 'moveBlock', block: id, from: 'Collecting', to: 'Collecting', text: 'members send' } as const;
  return { ...decided, events: [...(decided.events ?? []), held] };
}
