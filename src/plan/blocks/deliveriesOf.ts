import type { Address } from 'viem';
import type { BlockMember } from '../../model/block.js';
import type { BlockState, WorkedParent } from '../../model/desk.js';
import type { InstrumentId, PairToken } from '../../model/instrument.js';
import { type Wad, wad } from '../../model/units.js';
import { type Allocated, allocate, type Share } from './allocate.js';
import { unitsOf } from './fundingOf.js';
import { contributed, parentOf, type Sent, sentTo } from './memberStanding.js';
import { tradedOf } from './tradedOf.js';

/** One thing that a member is owed, in its own units. */
export interface Owed {
  /** null: part of the position that was bought. */
  token: PairToken | null;
  amount: bigint;
  /** What was sent of it. */
  sent: Sent;
}

/** What a member gets of a block. */
export interface Delivery {
  member: BlockMember;
  parent: WorkedParent;
  /** null for one that was left out: it gets back what it sent. */
  share: Share | null;
  /** What was bought, or what it was sold for. */
  due: Owed;
  /** Of what it has sent, what was not used. */
  change: Owed;
  /** Whether what it sent is still on its way. */
  late: boolean;
  /** How much more of what it sent was used than has come, as far as is known now: what was sent may have been taken back. */
  short: bigint;
}

export interface Deliveries {
  whole: Allocated;
  all: readonly Delivery[];
}

/** What a block buys and pays with, whether or not it can be traded at this block. */
export interface Things {
  /** What positions are of. */
  instrument: InstrumentId;
  /** null: a position. */
  base: PairToken | null;
  quote: PairToken;
  lot: Wad;
}

/**
 * What everybody has coming, from what was sent to the block's account and what it has traded: always the same, so what was given
 * already is only to be taken off.
 * @throws RangeError where more was traded than the members have in it
 */
export function deliveriesOf(block: BlockState, { instrument, base, quote, lot }: Things): Deliveries {
  const own = block.parents.find(({ id }) => id === block.parent);
  const isBuy = block.side === 'Buy';
  const members = block.members.filter(({ quantity }) => quantity > 0n);
  const whole = allocate(own ? tradedOf(own, quote.decimals) : [], members, lot);
  const owed = (parent: WorkedParent, account: Address, token: PairToken | null, amount: bigint): Owed => {
    const thing = token ? `token ${token.address.toLowerCase()}` : instrument;
    return { token, amount: amount > 0n ? amount : 0n, sent: sentTo(block, parent, account, thing) };
  };
  const all = block.members.flatMap((member): Delivery[] => {
    const parent = parentOf(block, member);
    if (!parent) return [];
    const share = whole.shares.find((one) => one.parent === member.parent) ?? null;
    const gave = contributed(block, member);
    const quantity = share?.quantity ?? 0n;
    const traded = base ? unitsOf(base, share?.quantity ?? wad(0n)) : quantity;
    const cash = share?.cash ?? 0n;
    const [due, spent] = isBuy ? [traded, cash] : [cash, traded];
    const [gets, gives] = isBuy ? [base, quote] : [quote, base];
    return [
      {
        ...{ member, parent, share },
        due: owed(parent, member.account, gets, due),
        change: owed(parent, member.account, gives, gave.done - spent),
        late: gave.open > 0n,
        short: spent > gave.done ? spent - gave.done : 0n,
      },
    ];
  });
  return { whole, all };
}
