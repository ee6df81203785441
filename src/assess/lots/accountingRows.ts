import { type Closing, cashOf, type LotFill } from './reckonLots.js';

/** One side of an entry. The amounts of one entry add up to 0. */
export interface AccountingRow {
  /** The fill that it is of. */
  entry: string;
  side: 'cash' | 'asset' | 'gain';
  /** Signed units; 0 for cash and gains. */
  quantity: bigint;
  /** USD, 18 decimals: positive is a debit (what is owned grows, or a loss), negative a credit. */
  amount: bigint;
  /** The fill that opened what is meant; empty for cash. */
  lot: string;
}

/**
 * A fill as double entry: what it brought, what it added to or took off lots, and what was gained. Fees are part of the cost.
 * @param own - What this fill closed.
 */
export function accountingRows(fill: LotFill, own: readonly Closing[]): AccountingRow[] {
  const cash = cashOf(fill);
  const sign = fill.side === 'Buy' ? 1n : -1n;
  const closed = own.reduce((sum, { quantity }) => sum + quantity, 0n);
  const opened = sign * fill.quantity + closed;
  const rest = cash - own.reduce((sum, { proceeds }) => sum + proceeds, 0n);
  const entry = fill.id;
  return [
    { entry, side: 'cash', quantity: 0n, amount: cash, lot: '' },
    ...own.flatMap(({ lot, quantity, cost, realised }): AccountingRow[] => [
      { entry, side: 'asset', quantity: -quantity, amount: -cost, lot },
      { entry, side: 'gain', quantity: 0n, amount: -realised, lot },
    ]),
    ...(opened === 0n ? [] : [{ entry, side: 'asset' as const, quantity: opened, amount: -rest, lot: fill.id }]),
  ];
}

/** What each fill closed; to look it up once for all fills. */
export function closingsByFill(closings: readonly Closing[]): ReadonlyMap<string, Closing[]> {
  const found = new Map<string, Closing[]>();
  for (const one of closings) {
    const own = found.get(one.fill);
    if (own) own.push(one);
    else found.set(one.fill, [one]);
  }
  return found;
}
