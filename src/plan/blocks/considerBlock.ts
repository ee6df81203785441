import { isAddressEqual } from 'viem';
import type { BlockEvent, BlockState, WorkedParent } from '../../model/desk.js';
import type { Instrument, Option } from '../../model/instrument.js';
import { isOpen } from '../../model/order.js';
import { isParentOpen, type ParentTerms } from '../../model/parentOrder.js';
import { marketOf } from '../../model/snapshot.js';
import type { Milliseconds } from '../../model/units.js';
import { unixMillis, wad } from '../../model/units.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { agreeing } from './agreeing.js';
import { deliver, giveBack, heldWhole } from './deliver.js';
import { fundingOf, inLots, lotOf } from './fundingOf.js';
import { contributed, parentOf } from './memberStanding.js';
import { isGivenUp, stuck } from './sendTransfer.js';
import { settleInterleaved } from './settleInterleaved.js';

/** Another book than the first member's writes down the end of an interleaved block after this. */
const othersEnd = 60_000 as Milliseconds;

/** For so long what members send is waited for; who has sent nothing by then is left out. */
export const collectFor = 600_000 as Milliseconds;

/**
 * What becomes of a block at this tick, in the book that trades it; of an interleaved one, in the book of its first member. All of it
 * follows from what the ledger knows, so nothing is done twice, whenever the keeper was started.
 * @returns null when there is nothing to be done
 */
export function considerBlock(turn: Turn, block: BlockState): RowDecided | null {
  const { name, mode, account } = turn.input.strategy;
  if (mode !== 'live') return inShadow(turn, block);
  if (block.method === 'interleave') {
    return mayEnd(turn, block) ? onlyBlockEvents(turn, settleInterleaved(block)) : null;
  }
  if (block.strategy !== name || block.account === null) return null;
  if (!isAddressEqual(block.account, account)) {
    const why = `its account is ${block.account}, and ${name} keeps ${account} now: give the book that account back`;
    return heldWhole(turn, block, `${stuck}${why}`);
  }
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

/**
 * A shadow would write down what nothing has moved for. All it does is to end a block of which nobody was told to send anything; of
 * one that has begun while the book was live, it tells that somebody has to keep it live again.
 */
function inShadow(turn: Turn, block: BlockState): RowDecided | null {
  if (block.method === 'interleave' || block.strategy !== turn.input.strategy.name) return null;
  const text = `${block.strategy} is kept in shadow, which sends nothing`;
  const isUntold = block.status === 'Collecting' && block.members.every(({ gives }) => gives === null);
  if (!isUntold) return heldWhole(turn, block, `${stuck}${text}: keep it live, and it goes on`);
  return onlyBlockEvents(turn, [{ kind: 'moveBlock', block: block.id, from: 'Collecting', to: 'Canceled', text }]);
}

/** The first member's book writes it down; should that not run, another one does later. */
function mayEnd({ input }: Turn, { members, parents, createdAt }: BlockState): boolean {
  if (members[0]?.strategy === input.strategy.name) return true;
  const last = Math.max(createdAt, ...parents.flatMap(({ children }) => children.map(({ updatedAt }) => updatedAt)));
  return input.now - last >= othersEnd;
}

function collect(turn: Turn, block: BlockState): RowDecided | null {
  const { input } = turn;
  const isOver = input.now - (block.askedAt ?? block.createdAt) >= collectFor;
  const instrument = marketOf(turn.portfolio.snapshot, block.instrument)?.instrument;
  const none = (text: string) =>
    onlyBlockEvents(turn, [{ kind: 'moveBlock', block: block.id, from: 'Collecting', to: 'Allocating', text }]);
  const isAsked = block.members.every(({ gives }) => gives !== null);
  if (isOver && !isAsked) return none('nobody could be told what to send');
  if (!instrument) return heldWhole(turn, block, `${block.instrument} was not read`);
  const lot = lotOf(instrument);
  const agreed = agreeing(block, lot);
  if (agreed === null) return none('its members have asked for something else meanwhile');
  if (!isAsked) return ask(turn, block, agreed.first);
  const standings = block.members.map((member) => {
    const sent = contributed(block, member);
    const { status } = parentOf(block, member)?.state ?? { status: 'Canceled' as const };
    const isIn = agreed.members.has(member.parent);
    const isThere = isIn && member.gives !== null && sent.done >= member.gives.amount;
    const isGone = !isIn || (sent.open === 0n && (!isParentOpen(status) || isGivenUp(sent)));
    return { member, isThere, isPending: !isThere && !isGone, isUnsettled: isThere && sent.isUnsettled };
  });
  if (!isOver && standings.some(({ isPending }) => isPending)) return null;
  // Nothing is traded with what a reorganisation may take back.
  if (standings.some(({ isUnsettled }) => isUnsettled)) return null;
  const members = standings.map(({ member, isThere }) => ({
    parent: member.parent,
    quantity: isThere ? inLots(member.quantity, lot) : wad(0n),
  }));
  const quantity = wad(members.reduce((sum, member) => sum + member.quantity, 0n));
  if (quantity === 0n) return none('no member has sent what is needed');
  const { chainId, mode, orderClass } = agreed.first;
  const { name: strategy, account } = input.strategy;
  const order = {
    ...{ clOrdId: `block ${block.id}`, strategy, account, chainId, mode, orderClass },
    terms: wholeTerms(agreed.terms, block, quantity, instrument),
    text: `${members.filter((member) => member.quantity > 0n).length} of ${block.members.length} members`,
  };
  return onlyBlockEvents(turn, [{ kind: 'workBlock', block: block.id, members, order }]);
}

/**
 * As every member has asked for it; a purchase with no limit has the one that its members have put up money for. An option's ends
 * when the option does: then what was put up goes back.
 */
function wholeTerms(
  terms: ParentTerms,
  { price }: BlockState,
  quantity: ParentTerms['quantity'],
  instrument: Instrument,
): ParentTerms {
  const { block: _, ...own } = terms;
  const whole = instrument.kind === 'option' ? { ...own, ...untilExpiry(own, instrument) } : own;
  const limited = price !== null && own.price === null;
  if (!limited) return { ...whole, quantity };
  return { ...whole, quantity, price, ordType: own.stopPx === null ? 'Limit' : 'StopLimit' };
}

function untilExpiry(
  { timeInForce, expireTime }: ParentTerms,
  { expiry }: Pick<Option, 'expiry'>,
): Pick<ParentTerms, 'timeInForce' | 'expireTime'> {
  if (timeInForce === 'IOC' || timeInForce === 'FOK') return { timeInForce, expireTime };
  const end = unixMillis(expiry * 1_000);
  return { timeInForce: 'GTD', expireTime: expireTime !== null && expireTime < end ? expireTime : end };
}

function ask(turn: Turn, block: BlockState, first: WorkedParent): RowDecided | null {
  const venue = turn.input.venues.get(first.terms.venue);
  const funding = venue
    ? fundingOf(block, first.terms, turn.portfolio.snapshot, venue)
    : `no adapter is open for ${first.terms.venue}`;
  if (typeof funding === 'string') return heldWhole(turn, block, funding);
  return onlyBlockEvents(turn, [{ kind: 'askMembers', block: block.id, ...funding }]);
}

/** Worked like any order; once it is over, and nothing of it is on its way, what it has brought is given out. */
function work(turn: Turn, block: BlockState): RowDecided | null {
  const own = block.parents.find(({ id }) => id === block.parent);
  if (!own || isParentOpen(own.state.status) || own.children.some(({ status }) => isOpen(status)))
    return giveBack(turn, block);
  const text = `its order is ${own.state.status}`;
  return onlyBlockEvents(turn, [{ kind: 'moveBlock', block: block.id, from: 'Working', to: 'Allocating', text }]);
}

function onlyBlockEvents({ portfolio, usage }: Turn, events: readonly BlockEvent[]): RowDecided {
  return { decisions: [], portfolio, usage, ...(events.length > 0 ? { events } : {}) };
}
