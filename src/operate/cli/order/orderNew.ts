import { userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseDuration } from '../../../config/quantities.js';
import { shortId } from '../../../model/order.js';
import { unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { executionsOf } from '../../../record/queries/executions.js';
import type { RecordedParent } from '../../../record/queries/parentOrders.js';
import { openBookShelf } from '../../orders/bookShelf.js';
import { type LegsWritten, readLegs } from '../../orders/legsAsked.js';
import { newOrder, parentById } from '../../orders/newOrder.js';
import { openKnowledge } from '../../orders/openKnowledge.js';
import { OrderError } from '../../orders/orderError.js';
import type { FieldProblem, OrderFields } from '../../orders/orderFields.js';
import { nameOf, sayTerms } from '../../orders/sayOrder.js';
import { exitCodes } from '../exitCodes.js';
import type { Answer } from '../output.js';
import { dim, yellow } from '../table.js';
import { whoAnswers } from './whoAnswers.js';

export interface OrderNewOptions {
  /** ballast.yaml. */
  settings: string;
  env: Readonly<Record<string, string | undefined>>;
  /** How long the keeper's answer is waited for; not at all when left out. The process ends with 1 where it is a no. */
  wait?: string;
  /** What is said of legs; absent for an order that is none. */
  legs?: LegsWritten;
}

/** Asks for an order. @throws OrderError with everything that is wrong with it */
export async function orderNew(
  ledger: Ledger,
  fields: OrderFields,
  { settings, env, wait, legs }: OrderNewOptions,
): Promise<Answer> {
  const patience = patienceOf(wait);
  const shelf = await openBookShelf(ledger, openKnowledge(settings, env));
  const asking = { author: userInfo().username, at: unixMillis(Date.now()) };
  const { order: asked, isNew, notes } = await newOrder(ledger, shelf, fields, asking, legs && legsOf(legs));
  const order = patience === 0 ? asked : await answered(ledger, asked, patience);
  const { daemon, text } = whoAnswers(ledger.file);
  const told = (await executionsOf(ledger, order.id)).at(-1);
  const { status } = order.state;
  // A script that waits goes on with what it asked for: it must not where the keeper has refused that.
  if (patience > 0 && status === 'Rejected') process.exitCode = exitCodes.unexpected;
  const isLate = patience > 0 && status === 'PendingNew';
  const lines = [
    `${nameOf(order)}  ${order.state.status}  ${sayTerms(order.terms)}  for ${order.strategy}`,
    ...(isNew ? [] : ['it was asked for before with the same words: it is the same order, and nothing was written']),
    ...notes.map((note) => yellow(note)),
    ...(order.mode === 'shadow'
      ? [yellow('the book is in shadow: it is decided as it would be live, and nothing is sent')]
      : []),
    ...(isLate ? [yellow(`no answer within ${wait}: it goes on waiting for one`)] : []),
    status === 'PendingNew' ? text : [told?.execType, told?.text].filter(Boolean).join(': '),
    dim(`follow it: ballast order show ${shortId(order.id)}`),
  ];
  const json = {
    ...order,
    isNew,
    notes,
    daemon,
    ledger: ledger.file,
    ...(patience > 0 ? { isAnswered: !isLate } : {}),
  };
  return { json, text: lines.filter((line) => line !== '').join('\n') };
}

function legsOf(written: LegsWritten) {
  const problems: FieldProblem[] = [];
  const legs = readLegs(written, (problem) => problems.push(problem));
  if (!legs) throw new OrderError('what is said of the legs', problems);
  return legs;
}

function patienceOf(wait: string | undefined): number {
  if (wait === undefined) return 0;
  const parsed = parseDuration(wait);
  if ('value' in parsed) return parsed.value;
  throw new OrderError('the order', [{ field: null, message: `--wait: ${parsed.message}`, mend: parsed.mend }]);
}

const lookEvery = 250;

/** The order once the keeper has said something of it; as it stands when the patience is over. */
async function answered(ledger: Ledger, asked: RecordedParent, patience: number): Promise<RecordedParent> {
  const until = Date.now() + patience;
  let order = asked;
  while (order.state.status === 'PendingNew' && Date.now() < until) {
    await pause(Math.min(lookEvery, Math.max(1, until - Date.now())));
    order = await parentById(ledger, asked.id);
  }
  return order;
}
