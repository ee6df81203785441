import { and, eq } from 'drizzle-orm';
import type { Address } from 'viem';
import type { Baseline } from '../../assess/breaks/baseline.js';
import type { Break } from '../../model/breaks.js';
import { type Id, shortId } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { mustChange, type Statement, type Work } from '../ledger.js';
import { baselines, breaks } from '../tables/breaks.js';
import { raiseAlert, resolveAlert } from './alerts.js';

/** Writes a break down, with its alert. */
export const openBreak = (found: Omit<Break, 'status' | 'author' | 'reason' | 'closedAt'>): Work => [
  (db, holder) =>
    db.insert(breaks).values({ ...found, holder, status: 'Open', author: '', reason: '', closedAt: null }),
  raiseAlert(alertOf(found, found.openedAt)),
];

/** It has become more or less meanwhile. */
export const changeBreak = (found: Break, at: UnixMillis): Work => [
  mustBeOpen(found.id, (db) =>
    db
      .update(breaks)
      .set({ expected: found.expected, actual: found.actual, text: found.text, isGift: found.isGift })
      .where(and(eq(breaks.id, found.id), eq(breaks.status, 'Open'))),
  ),
  raiseAlert(alertOf(found, at)),
];

export interface BreakClosing {
  status: 'Adopted' | 'Resolved';
  author: string;
  reason: string;
  at: UnixMillis;
}

/** With its alert. Of two who answer at once, one is told that it is over. */
export const closeBreak = (id: Id, { status, author, reason, at }: BreakClosing): Work => [
  mustBeOpen(id, (db) =>
    db
      .update(breaks)
      .set({ status, author, reason, closedAt: at })
      .where(and(eq(breaks.id, id), eq(breaks.status, 'Open'))),
  ),
  resolveAlert({ code: 'POSITION_BREAK', subject: id, at }),
];

const mustBeOpen = (id: Id, statement: Statement): Statement =>
  mustChange(`break ${shortId(id)} is not open any more`, statement);

const alertOf = ({ id, strategy, what, text }: Pick<Break, 'id' | 'strategy' | 'what' | 'text'>, at: UnixMillis) => ({
  code: 'POSITION_BREAK' as const,
  subject: id,
  text: `${what} of ${strategy}: ${text}`,
  at,
});

export interface BookOnChain {
  strategy: string;
  chainId: number;
  account: Address;
}

/** In place of the one before. */
export const saveBaseline =
  (book: BookOnChain, baseline: Baseline, at: UnixMillis): Statement =>
  (db, holder) =>
    db
      .insert(baselines)
      .values({ ...book, holder, baseline, at })
      .onConflictDoUpdate({
        target: [baselines.strategy, baselines.chainId],
        set: { account: book.account, holder, baseline, at },
      });
