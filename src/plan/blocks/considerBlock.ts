import type { BlockEvent, BlockState, WorkedParent } from '../../model/desk.js';
import { isOpen } from '../../model/order.js';
import { isParentOpen, type ParentTerms } from '../../model/parentOrder.js';
import type { Milliseconds } from '../../model/units.js';
import { wad } from '../../model/units.js';
import type { RowDecided } from '../decideRow.js';
import type { DecisionDraft } from '../plan.js';
import type { Turn } from '../turn.js';
import { deliver } from './deliver.js';
import { fundingOf } from './fundingOf.js';
import { contributed, parentOf } from './memberStanding.js';
import { mostFailures } from './sendTransfer.js';
import { settleInterleaved } from './settleInterleaved.js';

/** For so long what members send is waited for; who has sent nothing by then is left out. */
export const collectFor = 600_000 as Milliseconds;

/**
 * What becomes of a block at this tick, in the book that trades it; of an interleaved one, in the book of its first member. All of it
 * follows from what the ledger knows, so nothing is done twice, whenever the keeper was started.
 * @returns null when there is nothing to be done
 */
export function considerBlock(turn: Turn, block: BlockState): RowDecided | null {
  const name = turn.input.strategy.name;
  if (block.method === 'interleave') {
    return block.members[0]?.strategy === name ? onlyBlockEvents(turn, settleInterleaved(block)) : null;
  }
  if (block.strategy !== name || block.account === null) return null;
  switch (block.status) {
    case 'Collecting':
      return collect(turn, block);
    case 'Working':
      return work(turn, block);
    case 'Allocating':
      return deliver(turn, block);
    default:
      return null;
  }
}

function collect(turn: Turn, block: BlockState): RowDecided | null {
  const { input } = turn;
  const first = block.members[0] && parentOf(block, block.members[0]);
  if (!first) return null;
  if (block.members.some(({ gives }) => gives === null)) return ask(turn, block, first);
  const standings = block.members.map((member) => {
    const sent = contributed(block, member);
    const { status } = parentOf(block, member)?.state ?? { status: 'Canceled' as const };
    const isThere = member.gives !== null && sent.done >= member.gives.amount;
    const isGone = sent.open === 0n && (!isParentOpen(status) || sent.failures >= mostFailures);
    return { member, isThere, isPending: !isThere && !isGone };
  });
  const isOver = input.now - block.createdAt >= collectFor;
  if (!isOver && standings.some(({ isPending }) => isPending)) return null;
  const members = standings.map(({ member, isThere }) => ({
    parent: member.parent,
    quantity: isThere ? member.quantity : wad(0n),
  }));
  const quantity = wad(members.reduce((sum, member) => sum + member.quantity, 0n));
  if (quantity === 0n) {
    const text = 'no member has sent what is needed';
    return onlyBlockEvents(turn, [{ kind: 'moveBlock', block: block.id, from: 'Collecting', to: 'Allocating', text }]);
  }
  const { chainId, mode, orderClass } = first;
  const { name: strategy, account } = input.strategy;
  const order = {
    ...{ clOrdId: `block ${block.id}`, strategy, account, chainId, mode, orderClass },
    terms: wholeTerms(first.terms, block, quantity),
    text: `${standings.filter(({ isThere }) => isThere).length} of ${block.members.length} members`,
  };
  return onlyBlockEvents(turn, [{ kind: 'workBlock', block: block.id, members, order }]);
}

/** As every member has asked for it; a purchase with no limit has the one that its members have put up money for. */
function wholeTerms(terms: ParentTerms, { price }: BlockState, quantity: ParentTerms['quantity']): ParentTerms {
  const { block: _, ...own } = terms;
  const limited = price !== null && own.price === null;
  if (!limited) return { ...own, quantity };
  return { ...own, quantity, price, ordType: own.stopPx === null ? 'Limit' : 'StopLimit' };
}

function ask(turn: Turn, block: BlockState, first: WorkedParent): RowDecided | null {
  const venue = turn.input.venues.get(first.terms.venue);
  const funding = venue
    ? fundingOf(block, first.terms, turn.portfolio.snapshot, venue)
    : `no adapter is open for ${first.terms.venue}`;
  if (typeof funding === 'string') {
    const draft: DecisionDraft = {
      ...{ rule: `block ${block.id.slice(0, 13)}`, kind: 'work', subject: { parent: first.id } },
      ...{ orderClass: first.orderClass, verdict: 'hold', because: [`what members of a block are to send`] },
      ...{ size: [], not: [funding], checks: [], metrics: {}, action: null },
    };
    return { ...onlyBlockEvents(turn, []), decisions: [draft] };
  }
  return onlyBlockEvents(turn, [{ kind: 'askMembers', block: block.id, ...funding }]);
}

/** Worked like any order; once it is over, and nothing of it is on its way, what it has brought is given out. */
function work(turn: Turn, block: BlockState): RowDecided | null {
  const own = block.parents.find(({ id }) => id === block.parent);
  if (!own || isParentOpen(own.state.status) || own.children.some(({ status }) => isOpen(status))) return null;
  const text = `its order is ${own.state.status}`;
  return onlyBlockEvents(turn, [{ kind: 'moveBlock', block: block.id, from: 'Working', to: 'Allocating', text }]);
}

function onlyBlockEvents({ portfolio, usage }: Turn, events: readonly BlockEvent[]): RowDecided {
  return { decisions: [], portfolio, usage, ...(events.length > 0 ? { events } : {}) };
}
