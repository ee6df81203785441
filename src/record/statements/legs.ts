import { and, eq } from 'drizzle-orm';
import type { LegsEvent } from '../../model/desk.js';
import { newParentState } from '../../model/parentState.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../id.js';
import { mayRace, mustChange, type Work } from '../ledger.js';
import { orderLists } from '../tables/parentOrders.js';
import { raiseAlert, resolveAlert } from './alerts.js';
import { insertMade } from './parentOrders.js';

/** What a plan says of legs. Where their list has moved on meanwhile, nothing of the unit of work is written. */
export function recordLegsEvent(event: LegsEvent, { author, at }: { author: string; at: UnixMillis }): Work {
  const { list } = event;
  switch (event.kind) {
    case 'moveList': {
      const { from, to, text } = event;
      return mayRace(
        mustChange(`list ${list} is not ${from} any more`, (db) =>
          db
            .update(orderLists)
            .set({ status: to, text })
            .where(and(eq(orderLists.id, list), eq(orderLists.status, from))),
        ),
      );
    }
    case 'legsApart': {
      const { from, text } = event;
      const alert = { code: 'LEGS_APART', subject: list, at } as const;
      return [
        mayRace(
          mustChange(`list ${list} has changed meanwhile`, (db) =>
            db
              .update(orderLists)
              .set({ apart: text })
              .where(and(eq(orderLists.id, list), eq(orderLists.apart, from))),
          ),
        ),
        text !== '' ? raiseAlert({ ...alert, text }) : resolveAlert(alert),
      ];
    }
    case 'undoLeg': {
      const state = newParentState(event.order.terms.quantity);
      return insertMade({ ...event.order, id: newId(at), list, state, executions: 0, author, createdAt: at });
    }
  }
}
