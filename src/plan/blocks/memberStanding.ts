import type { Address } from 'viem';
import type { BlockMember } from '../../model/block.js';
import type { BlockState, Child, WorkedParent } from '../../model/desk.js';
import { isOpen, type TransferredPosition, type TransferredToken, transferSize } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';

/** What was sent of one thing between a member and the block's account, in its own units. */
export interface Sent {
  /** Has arrived, as the chain says. */
  done: bigint;
  /** May arrive yet. */
  open: bigint;
  /** Sent in vain in a row, the newest. */
  failures: number;
  /** Of these, those of which nothing was even sent: a key's policy, or no gas. */
  unsent: number;
  /** When the last of these was heard of, and why it came to nothing. */
  failedAt: UnixMillis | null;
  why: string;
  /** Of an order of which nobody can say what became: nothing more is sent meanwhile. */
  isUnknown: boolean;
  /** Has arrived, and a reorganisation may still take it back. */
  isUnsettled: boolean;
  /** The newest that has arrived. */
  last: Child | null;
}

const nothing: Sent = {
  ...{ done: 0n, open: 0n, failures: 0, unsent: 0, failedAt: null, why: '', isUnknown: false, isUnsettled: false },
  last: null,
};

export type Asset = TransferredToken | TransferredPosition;

/** What two assets must have in common to be the same thing: positions differ, what they are of does not. */
export const thingOf = (asset: Asset): string =>
  'position' in asset ? asset.instrument : `token ${asset.address.toLowerCase()}`;

/** A member's order with all that was sent for it; undefined where this book does not know it. */
export const parentOf = (block: BlockState, { parent }: Pick<BlockMember, 'parent'>): WorkedParent | undefined =>
  block.parents.find(({ id }) => id === parent);

/** Of a member's order, what was sent to an account for the block, of one thing. */
export function sentTo(block: BlockState, parent: WorkedParent, to: Address, thing: string): Sent {
  const sent: Sent = { ...nothing };
  for (const child of parent.children) {
    const { terms, status } = child;
    if (terms.kind !== 'transfer' || terms.reference !== block.id) continue;
    if (!isSame(terms.to, to) || thingOf(terms.asset) !== thing) continue;
    const arrived = arrivedOf(child);
    sent.done += arrived;
    if (isOpen(status)) {
      const left = transferSize(terms) - arrived;
      sent.open += left > 0n ? left : 0n;
      if (status === 'Unknown') sent.isUnknown = true;
    } else if (arrived === 0n && child.updatedAt > (block.retriedAt ?? 0)) {
      sent.failures += 1;
      if (child.reach === 'unsent') sent.unsent += 1;
      sent.failedAt = child.updatedAt;
      sent.why = child.text;
    }
    if (arrived > 0n) {
      sent.last = child;
      sent.failures = 0;
      sent.unsent = 0;
      if (child.reach === 'unsettled') sent.isUnsettled = true;
    }
  }
  return sent;
}

/** What has arrived counts, not what was sent. */
const arrivedOf = ({ fills }: Child): bigint =>
  fills.reduce((sum, fill) => (fill.kind === 'transfer' ? sum + transferSize(fill) : sum), 0n);

const isSame = (a: Address, b: Address): boolean => a.toLowerCase() === b.toLowerCase();

/** What a member has put up: in the block's account, and on its way there. */
export function contributed(block: BlockState, member: BlockMember): Sent {
  const parent = parentOf(block, member);
  if (!parent || member.gives === null || block.account === null) return nothing;
  return sentTo(block, parent, block.account, thingOf(member.gives));
}
