import { userInfo } from 'node:os';
import { BallastError } from '../../../model/error.js';
import { shortId } from '../../../model/order.js';
import { unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { legsStanding } from '../../../record/queries/legsStates.js';
import { parentOrders, type RecordedParent } from '../../../record/queries/parentOrders.js';
import { amendOrder } from '../../orders/amendOrder.js';
import { askChanges, type Wish, wishFor } from '../../orders/askChange.js';
import { openBookShelf } from '../../orders/bookShelf.js';
import { legsWith, scaleLegs } from '../../orders/changeLegs.js';
import { closeList } from '../../orders/closeList.js';
import { openKnowledge } from '../../orders/openKnowledge.js';
import type { ChangeFields } from '../../orders/orderFields.js';
import { orderNamed } from '../../orders/orderNamed.js';
import { nameOf, sayTerms } from '../../orders/sayOrder.js';
import { integer } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { dim, yellow } from '../table.js';
import { whoAnswers } from './whoAnswers.js';

const asked: Readonly<Record<Wish, string>> = {
  cancel: 'a cancel is asked for',
  pause: 'paused: nothing more of it is sent',
  resume: 'goes on',
};

/** Asks for an order to end, to stop for a while, or to go on. @throws OrderError where it is over */
export async function orderWish(ledger: Ledger, wish: Wish, name: string, because: string): Promise<Answer> {
  const order = await orderNamed(ledger, name);
  // Legs end together.
  return wishOf(ledger, wish, wish === 'cancel' ? await legsWith(ledger, order) : [order], because);
}

export interface CancelChoice {
  all?: boolean;
  list?: string;
  book?: string;
}

/** Asks for several orders to end. Those of which a cancel is asked for already are left alone. */
export async function orderCancelAll(
  ledger: Ledger,
  { all, list, book }: CancelChoice,
  because: string,
): Promise<Answer> {
  if (!all && list === undefined) {
    throw new BallastError('which order is to be canceled is not said', { mend: 'give an id, or --all, or --list' });
  }
  const filter = {
    open: true,
    ...(list === undefined ? {} : { list }),
    ...(book === undefined ? {} : { strategy: book }),
  };
  const open = (await parentOrders(ledger, filter)).filter(({ state }) => !state.isCanceling);
  if (open.length > 0) return wishOf(ledger, 'cancel', open, because);
  if (list !== undefined && (await legsStanding(ledger, list))?.status === 'Alert') {
    return orderCloseList(ledger, list, because);
  }
  return {
    json: { orders: [] },
    text: `nothing is open${list === undefined ? '' : ` of list ${list}`}: nothing was written`,
  };
}

async function wishOf(ledger: Ledger, wish: Wish, orders: readonly RecordedParent[], because: string): Promise<Answer> {
  const by = { author: userInfo().username, at: unixMillis(Date.now()), text: because };
  const changed = await askChanges(ledger, { orders, ...wishFor(wish) }, by);
  const { daemon, text } = whoAnswers(ledger.file);
  const lines = changed.slice(0, mostTold).map((order) => `${nameOf(order)}  ${order.state.status}  ${asked[wish]}`);
  const more = changed.length - lines.length;
  if (more > 0) lines.push(`and ${integer(more)} more`);
  return { json: { orders: changed, daemon, ledger: ledger.file }, text: [...lines, text].join('\n') };
}

const mostTold = 20;

/** Ends the legs of one trade as they stand. @throws OrderError where there are none, or they are over */
export async function orderCloseList(ledger: Ledger, list: string, because: string): Promise<Answer> {
  const by = { author: userInfo().username, at: unixMillis(Date.now()), text: because };
  const { status, orders } = await closeList(ledger, list, by);
  const { daemon, text } = whoAnswers(ledger.file);
  const lines =
    orders.length === 0
      ? [`the legs of ${list} are over, and are left as they are`]
      : [...orders.slice(0, mostTold).map((order) => `${nameOf(order)}  ${order.state.status}  ${asked.cancel}`), text];
  return { json: { list, status, orders, daemon, ledger: ledger.file }, text: lines.join('\n') };
}

/** Asks for all legs of a trade to be larger or smaller by the same share. @throws OrderError with what is wrong */
export async function orderScale(ledger: Ledger, list: unknown, scale: unknown, because: string): Promise<Answer> {
  if (typeof list !== 'string' || typeof scale !== 'string') {
    throw new BallastError('which order is to be changed is not said', {
      mend: 'give an id, or --list and --scale for all legs of a trade',
    });
  }
  const by = { author: userInfo().username, at: unixMillis(Date.now()), text: because };
  const changed = await scaleLegs(ledger, list, scale, by);
  const { daemon, text } = whoAnswers(ledger.file);
  const lines = changed.map(
    (leg) => `${nameOf(leg)}  ${leg.state.status}  to be: ${sayTerms({ ...leg.terms, ...leg.state.replacing })}`,
  );
  return { json: { orders: changed, daemon, ledger: ledger.file }, text: [...lines, text].join('\n') };
}

export interface OrderAmendOptions {
  settings: string;
  env: Readonly<Record<string, string | undefined>>;
  because: string;
}

/** Asks for an order to be another one. @throws OrderError with everything that is wrong */
export async function orderAmend(
  ledger: Ledger,
  name: string,
  fields: ChangeFields,
  { settings, env, because }: OrderAmendOptions,
): Promise<Answer> {
  const order = await orderNamed(ledger, name);
  const shelf = await openBookShelf(ledger, openKnowledge(settings, env));
  const by = { author: userInfo().username, at: unixMillis(Date.now()), text: because };
  const { order: changed, notes } = await amendOrder(ledger, shelf, order, fields, by);
  const { daemon, text } = whoAnswers(ledger.file);
  const then = { ...changed.terms, ...changed.state.replacing };
  const lines = [
    `${nameOf(changed)}  ${changed.state.status}  to be: ${sayTerms(then)}`,
    ...notes.map((note) => yellow(note)),
    text,
    dim(`follow it: ballast order show ${shortId(changed.id)}`),
  ];
  return { json: { ...changed, notes, daemon, ledger: ledger.file }, text: lines.join('\n') };
}
