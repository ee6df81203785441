import type { LotEntry } from './reckonLots.js';

/** One side of an entry. The amounts of one entry add up to 0. */
export interface AccountingRow {
  /** What it is of. */
  entry: string;
  /** `carried`: to or from another account, at what it has cost. */
  side: 'cash' | 'carried' | 'asset' | 'gain';
  /** Signed units; 0 where no lot is meant. */
  quantity: bigint;
  /** USD, 18 decimals: positive is a debit (what is owned grows, or a loss), negative a credit. */
  amount: bigint;
  /** The fill that opened what is meant; empty where none is. */
  lot: string;
}

/** As double entry: what it brought, what it added to or took off lots, and what was gained. Fees are part of the cost. */
export function accountingRows({ kind, id: entry, quantity, brought, closings, given }: LotEntry): AccountingRow[] {
  const left = [...closings, ...given].reduce((sum, one) => sum + one.quantity, 0n);
  const opened = quantity + left;
  const rest =
    brought - [...closings.map(({ proceeds }) => proceeds), ...given.map(({ cost }) => cost)].reduce(sumOf, 0n);
  return [
    { entry, side: kind === 'trade' ? 'cash' : 'carried', quantity: 0n, amount: brought, lot: '' },
    ...closings.flatMap(({ lot, quantity: closed, cost, realised }): AccountingRow[] => [
      { entry, side: 'asset', quantity: -closed, amount: -cost, lot },
      { entry, side: 'gain', quantity: 0n, amount: -realised, lot },
    ]),
    ...given.map(
      ({ lot, quantity: off, cost }): AccountingRow => ({
        ...{ entry, side: 'asset', quantity: -off, amount: -cost, lot },
      }),
    ),
    ...(opened === 0n ? [] : [{ entry, side: 'asset' as const, quantity: opened, amount: -rest, lot: entry }]),
  ];
}

const sumOf = (sum: bigint, one: bigint): bigint => sum + one;
