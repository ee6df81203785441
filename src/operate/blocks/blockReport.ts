import type { Address } from 'viem';
import type { BlockState } from '../../model/desk.js';
import { type Id, isOpen, type OrdStatus, transferSize } from '../../model/order.js';
import { multiplyWad, type Wad, type Wei, wad, wei } from '../../model/units.js';
import { largestRemainder } from '../../plan/blocks/largestRemainder.js';
import type { OrderGas } from '../../record/queries/gasOfOrders.js';

/** What one member has of a block. Wad: units of the instrument, and USD. */
export interface MemberReport {
  parent: Id;
  strategy: string;
  account: Address;
  ordered: Wad;
  /** 0 where it was left out, or has nothing yet. */
  quantity: Wad;
  /** USD per unit; null where it has nothing. */
  avgPx: Wad | null;
  grossTradeAmt: Wad;
  fee: Wad;
  /** Its part of what the block's account has paid for gas, by quantity; what its own account has paid. */
  gasShare: Wei;
  ownGas: Wei;
  /** Of what it has, what was never sent, since it has expired: what that has paid is owed instead. */
  owed: Wad;
  /** USD that are owed for it; null where that is not known. */
  owedUsd: Wad | null;
  /** What was sent between it and the block's account, oldest first. */
  transfers: readonly TransferReport[];
}

export interface TransferReport {
  order: Id;
  direction: 'in' | 'out';
  /** `USDC`, `lyra ETH-19DEC26-2000-C`. */
  what: string;
  decimals: number;
  /** Base units, or Wad of an instrument. */
  amount: bigint;
  status: OrdStatus;
}

export interface BlockReport {
  block: Omit<BlockState, 'parents' | 'allocations'>;
  members: readonly MemberReport[];
  /** The sums of the members'. */
  total: Totals;
  /** Of the order that was worked for all, or of the members' own: what the sums must be. */
  traded: Pick<Totals, 'quantity'>;
  /** Whether all was given out to the unit; null while it is not over. */
  matches: boolean | null;
}

export interface Totals {
  ordered: Wad;
  quantity: Wad;
  grossTradeAmt: Wad;
  fee: Wad;
  gas: Wei;
}

/** Of a block whose option has expired before all had theirs. */
export interface Settlement {
  /** USD that one unit has paid; null where that is not known. */
  perUnit: Wad | null;
}

/** @param gasOf - What an order has cost, by its id. @param settled - null where all that is due can be given. */
export function blockReport(
  state: BlockState,
  gasOf: ReadonlyMap<Id, Pick<OrderGas, 'gas'>>,
  settled: Settlement | null = null,
): BlockReport {
  const { parents, allocations, ...block } = state;
  const own = parents.find(({ id }) => id === block.parent);
  const gas = (ids: readonly Id[]) => ids.reduce((sum, id) => sum + (gasOf.get(id)?.gas ?? 0n), 0n);
  const outs: Id[] = own ? own.children.map(({ id }) => id) : [];
  const rows = block.members.map((member) => {
    const parent = parents.find(({ id }) => id === member.parent);
    const transfers = (parent?.children ?? []).flatMap(({ id, terms, status }): TransferReport[] => {
      if (terms.kind !== 'transfer' || terms.reference !== block.id) return [];
      const { asset, to } = terms;
      const isIn = to.toLowerCase() === block.account?.toLowerCase();
      const [what, decimals] = 'position' in asset ? [asset.instrument, 18] : [asset.token, asset.decimals];
      return [{ order: id, direction: isIn ? 'in' : 'out', what, decimals, amount: transferSize(terms), status }];
    });
    outs.push(...transfers.filter(({ direction }) => direction === 'out').map(({ order }) => order));
    const isSent = block.method === 'transfer';
    const paid = isSent
      ? transfers.filter(({ direction }) => direction === 'in').map(({ order }) => order)
      : (parent?.children ?? []).filter(({ createdAt }) => createdAt >= block.createdAt).map(({ id }) => id);
    const given = allocations.find((one) => one.parent === member.parent);
    return { member, parent, transfers, given, ownGas: wei(gas(paid)) };
  });
  const quantities = rows.map(({ member, given }) => ({ id: member.parent, weight: given?.quantity ?? 0n }));
  const isShared = block.method === 'transfer' && quantities.some(({ weight }) => weight > 0n);
  const shares = isShared ? largestRemainder(gas(outs), quantities) : new Map<Id, bigint>();
  const members = rows.map(
    ({ member, parent, transfers, given, ownGas }): MemberReport => ({
      ...owedTo(given?.quantity ?? 0n, transfers, block.instrument, settled),
      ...{ parent: member.parent, strategy: member.strategy, account: member.account },
      ordered: parent?.state.quantity ?? member.quantity,
      quantity: given?.quantity ?? wad(0n),
      avgPx: given?.avgPx ?? null,
      grossTradeAmt: given?.grossTradeAmt ?? wad(0n),
      fee: given?.fee ?? wad(0n),
      gasShare: wei(shares.get(member.parent) ?? 0n),
      ownGas,
      transfers,
    }),
  );
  const sum = (of: (member: MemberReport) => bigint) => members.reduce((all, member) => all + of(member), 0n);
  const total: Totals = {
    ordered: wad(sum(({ ordered }) => ordered)),
    quantity: wad(sum(({ quantity }) => quantity)),
    grossTradeAmt: wad(sum(({ grossTradeAmt }) => grossTradeAmt)),
    fee: wad(sum(({ fee }) => fee)),
    gas: wei(sum(({ gasShare, ownGas }) => gasShare + ownGas)),
  };
  const traded = { quantity: own ? own.state.cumQty : total.quantity };
  const isOver = block.status === 'Allocated' || block.status === 'Canceled';
  const nothingFlies = members.every(({ transfers }) => transfers.every(({ status }) => !isOpen(status)));
  const owed = sum((member) => member.owed);
  const isGiven =
    block.method === 'interleave' || movedOf(block, members) + owed === unitsOfTraded(block, members, traded.quantity);
  const sums = total.quantity === traded.quantity && isGiven && nothingFlies;
  return { block, members, total, traded, matches: isOver ? sums : null };
}

function owedTo(
  has: bigint,
  transfers: readonly TransferReport[],
  instrument: string,
  settled: Settlement | null,
): Pick<MemberReport, 'owed' | 'owedUsd'> {
  if (settled === null) return { owed: wad(0n), owedUsd: wad(0n) };
  const got = transfers
    .filter(({ what, direction, status }) => what === instrument && direction === 'out' && status === 'Filled')
    .reduce((sum, { amount }) => sum + amount, 0n);
  const owed = wad(has - got);
  return { owed, owedUsd: settled.perUnit === null ? null : multiplyWad(owed, settled.perUnit, 'down') };
}

/** What members have given and not got back of what was sold, or have got of what was bought; in the units that are sent. */
function movedOf(block: BlockReport['block'], members: readonly MemberReport[]): bigint {
  const sent = block.members.find(({ gives }) => gives !== null)?.gives?.token;
  return members
    .flatMap(({ transfers }) => transfers)
    .filter(({ status, what }) => status === 'Filled' && (what === sent) === (block.side === 'Sell'))
    .reduce(
      (sum, { direction, amount }) => sum + ((direction === 'in') === (block.side === 'Sell') ? amount : -amount),
      0n,
    );
}

/** As many base units as were traded, where a token was. */
function unitsOfTraded(block: BlockReport['block'], members: readonly MemberReport[], quantity: Wad): bigint {
  const sent = block.members.find(({ gives }) => gives !== null)?.gives?.token;
  const moved = members.flatMap(({ transfers }) => transfers);
  const decimals = moved.find(({ what }) => (what === sent) === (block.side === 'Sell'))?.decimals ?? 18;
  return quantity / 10n ** BigInt(18 - decimals);
}
