import { ballast } from '../../model/author.js';
import { isParentOpen, type ListStatus } from '../../model/parentOrder.js';
import { allows } from '../../model/parentState.js';
import { LedgerRace } from '../../record/errors.js';
import type { Ledger } from '../../record/ledger.js';
import { legsStanding } from '../../record/queries/legsStates.js';
import { parentOrders, type RecordedParent } from '../../record/queries/parentOrders.js';
import { recordLegsEvent } from '../../record/statements/legs.js';
import { recordEvent } from '../../record/statements/parentOrders.js';
import { type Changing, mostTries, refuseControls } from './askChange.js';
import { commandOf } from './commandOf.js';
import { OrderError } from './orderError.js';

export interface ClosedList {
  list: string;
  /** `AllDone`, or `Cancelling` until the keeper has answered what is still open. */
  status: ListStatus;
  /** Its open orders, of which a cancel is asked for now or was before. */
  orders: readonly RecordedParent[];
}

/**
 * Ends the legs of one trade as they stand: what is open is asked to end, what trades them back as well, and what was done stays done.
 * The alert that they are apart closes once none is open. Who said so, and why, is written of the list and of each order.
 * @throws OrderError where there are no such legs, or they are over; LedgerRace when they keep changing
 */
export async function closeList(ledger: Ledger, list: string, changing: Changing): Promise<ClosedList> {
  refuseControls(changing);
  for (let tries = 1; ; tries++) {
    try {
      return await closeOnce(ledger, list, changing);
    } catch (error) {
      if (!(error instanceof LedgerRace) || tries >= mostTries) throw error;
    }
  }
}

async function closeOnce(ledger: Ledger, list: string, changing: Changing): Promise<ClosedList> {
  const refuse = (message: string, mend: string) => {
    throw new OrderError(`list ${list.slice(0, 64)}`, [{ field: null, message, mend }]);
  };
  const standing = await legsStanding(ledger, list);
  if (!standing) return refuse('there are no legs of that name', '`ballast orders` shows lists by name');
  const { status: from, apart } = standing;
  const open = await parentOrders(ledger, { list, open: true });
  if (from === 'AllDone' && open.length === 0)
    return refuse('its legs are over already', `\`ballast orders --list ${list}\` shows how they ended`);
  const { author, at, text: why } = changing;
  const by = { author, at };
  const said = `closed by ${author}${why === '' ? '' : `: ${why}`}`;
  const text = [standing.text, said].filter((one) => one !== '').join('; ');
  const to: ListStatus = open.some((one) => one.author !== ballast) ? 'Cancelling' : 'AllDone';
  const asked = open.filter(({ state }) => !state.isCanceling && allows(state.status, 'requestCancel'));
  if (from === 'Cancelling' && asked.length === 0)
    return refuse('its legs are asked to end already', `\`ballast orders --list ${list}\` shows what is waited for`);
  await ledger.commit([
    commandOf('close-list', { orders: [], list, text: why }, changing),
    recordLegsEvent({ kind: 'moveList', list, from, to, text }, by),
    to === 'AllDone' && apart !== '' ? recordLegsEvent({ kind: 'legsApart', list, from: apart, text: '' }, by) : [],
    asked.map((order) => recordEvent(order, { kind: 'requestCancel' }, { ...by, text: said })),
  ]);
  const orders = (await parentOrders(ledger, { list })).filter(({ id }) => open.some((one) => one.id === id));
  return { list, status: to, orders: orders.filter(({ state }) => isParentOpen(state.status)).reverse() };
}
