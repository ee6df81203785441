import { type Address, isAddressEqual } from 'viem';
import type { WorkedParent } from '../../model/desk.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { answerCancel } from './answer.js';
import { ending } from './ending.js';
import { legsOf } from './legs.js';
import { draftFor } from './parentTerms.js';
import { standingOf } from './standing.js';

/**
 * What becomes of an order that was asked for on another account than its book keeps now: nothing is sent for it, and people are told at
 * once. It may be canceled, and its time may be over. So it is with a leg where another one is such an order.
 * @returns null for an order of the account that the book keeps
 */
export function onOtherAccount(turn: Turn, parent: WorkedParent): RowDecided | null {
  const { name, account } = turn.input.strategy;
  const foreign = [parent, ...(legsOf(parent, turn.desk)?.parents ?? [])].find((one) => !isOf(one, account));
  if (!foreign) return null;
  if (standingOf(parent).open.length === 0) {
    if (parent.state.status === 'PendingCancel') return answerCancel(turn, parent);
    const ended = parent.acceptedAt === null ? null : ending(turn, parent);
    if (ended !== null) return ended;
  }
  const what = foreign.id === parent.id ? 'it' : `leg ${foreign.clOrdId}`;
  const why = `${what} was asked for on ${foreign.account}, and ${name} keeps ${account} now`;
  const draft = draftFor(parent, parent.acceptedAt === null ? 'capture' : 'work', [`asked for by ${parent.author}`]);
  const not = [`stalled: ${why}: cancel it, or give the book that account back`];
  return { decisions: [{ ...draft, not }], portfolio: turn.portfolio, usage: turn.usage };
}

/** Whether what was asked for on an account is a book's own. */
export const isOf = ({ account }: { account: Address }, own: Address): boolean => isAddressEqual(account, own);
