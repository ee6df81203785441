import { and, eq } from 'drizzle-orm';
import type { Hex } from 'viem';
import type { Ledger } from '../../src/record/ledger.js';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { attempts, orders } from '../../src/record/tables/orders.js';

/** Looks into the ledger from beside while a run goes on. */
export interface UnknownWatch {
  /** @param alive whether a keeper lives, who alone can tell anybody */
  look(alive: boolean): Promise<void>;
  /** Found Unknown twice in a row, with a living keeper in between, and no alert was open about it. */
  unalerted(): string[];
  /** Whether these very bytes are committed by now. */
  isJournalled(hash: Hex, bytes: Hex): boolean;
}

export function createUnknownWatch(ledger: Ledger): UnknownWatch {
  const { db } = ledger;
  const found = new Set<string>();
  let suspects: readonly string[] = [];

  const unknown = () => [
    ...db
      .select()
      .from(attempts)
      .where(eq(attempts.state, 'Unknown'))
      .all()
      .map(({ id }) => `ATTEMPT_UNKNOWN ${id}`),
    ...db
      .select()
      .from(orders)
      .where(eq(orders.status, 'Unknown'))
      .all()
      .map(({ id }) => `ORDER_UNKNOWN ${id}`),
  ];

  return {
    async look(alive) {
      const open = await openAlerts(ledger);
      const isTold = (one: string) =>
        open.some(({ code, subject }) => one.startsWith(`${code} `) && subject.includes(one.slice(code.length + 1)));
      const silent = unknown().filter((one) => !isTold(one));
      for (const one of silent) if (alive && suspects.includes(one)) found.add(one);
      suspects = alive ? silent : [];
    },
    unalerted: () => [...found],
    isJournalled: (hash, bytes) =>
      db
        .select()
        .from(attempts)
        .where(and(eq(attempts.hash, hash), eq(attempts.bytes, bytes)))
        .all().length > 0,
  };
}
