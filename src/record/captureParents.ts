import { shortId } from '../model/order.js';
import type { OrderList, ParentOrder } from '../model/parentOrder.js';
import { LedgerError } from './errors.js';
import type { Ledger } from './ledger.js';
import { listsById, parentsByClOrdId, type RecordedParent } from './queries/parentOrders.js';
import { askedHash, insertParents } from './statements/parentOrders.js';

/** Names that stand for something else already. Nothing was written. */
export class NameTakenError extends LedgerError {
  override name = 'NameTakenError';
  /** ClOrdIDs as `BOOK CLORDID`, and ids of lists. All of them. */
  readonly taken: readonly string[];

  constructor(taken: readonly { what: string; why: string }[]) {
    const [first] = taken;
    const shown = taken.slice(0, 50).map(({ what, why }) => `${what}: ${why}`);
    const more = taken.length > shown.length ? [`and ${taken.length - shown.length} more`] : [];
    super(taken.length === 1 ? `${first?.what} is taken` : `${taken.length} names are taken`, {
      facts: [...shown, ...more],
      mend: 'give another ClOrdID, or amend the order that has it',
    });
    this.taken = taken.map(({ what }) => what);
  }
}

export interface Captured {
  /** Written now. */
  captured: readonly ParentOrder[];
  /** Asked for before, in the same words; as they stand. */
  already: readonly RecordedParent[];
}

/**
 * Writes down what is asked for, all of it or nothing. A ClOrdID that its book has already is the same order where the same was
 * asked for at first, whatever has become of it since.
 * @throws NameTakenError where something else was asked for under the name; LedgerError
 */
export async function captureParents(
  ledger: Ledger,
  parents: readonly ParentOrder[],
  lists: readonly OrderList[] = [],
): Promise<Captured> {
  try {
    return await capture(ledger, parents, lists);
  } catch (error) {
    if (!(error instanceof LedgerError) || error instanceof NameTakenError) throw error;
    // Another may have asked for the same at this very moment: then it is there now.
    return capture(ledger, parents, lists);
  }
}

async function capture(
  ledger: Ledger,
  parents: readonly ParentOrder[],
  lists: readonly OrderList[],
): Promise<Captured> {
  const known = await knownOf(ledger, parents);
  const taken: { what: string; why: string }[] = [];
  const fresh = new Map<string, ParentOrder>();
  const already: RecordedParent[] = [];
  for (const parent of parents) {
    const name = nameOf(parent);
    const there = known.get(name);
    if (there === undefined) {
      if (fresh.has(name)) taken.push({ what: name, why: 'it is asked for twice here' });
      fresh.set(name, parent);
    } else if (there.asked === askedHash(parent)) already.push(there);
    else taken.push({ what: name, why: `order ${shortId(there.id)} asked for something else` });
  }
  const { missing, others } = await sorted(ledger, lists);
  taken.push(...others);
  if (taken.length > 0) throw new NameTakenError(taken);
  const captured = [...fresh.values()];
  if (captured.length > 0) await ledger.commit(insertParents(captured, missing));
  return { captured, already };
}

const nameOf = ({ strategy, clOrdId }: ParentOrder): string => `${strategy} ${clOrdId}`;

async function knownOf(ledger: Ledger, parents: readonly ParentOrder[]) {
  const names = new Map<string, string[]>();
  for (const { strategy, clOrdId } of parents) {
    const own = names.get(strategy) ?? [];
    own.push(clOrdId);
    names.set(strategy, own);
  }
  const known = new Map<string, Awaited<ReturnType<typeof parentsByClOrdId>>[number]>();
  for (const [strategy, own] of names) {
    for (const parent of await parentsByClOrdId(ledger, strategy, own)) known.set(nameOf(parent), parent);
  }
  return known;
}

/** Lists that are not there yet, and those whose id stands for another one. */
async function sorted(ledger: Ledger, lists: readonly OrderList[]) {
  const there = await listsById(
    ledger,
    lists.map(({ id }) => id),
  );
  const missing = lists.filter(({ id }) => !there.some((list) => list.id === id));
  const others = lists.flatMap((list) => {
    const found = there.find(({ id }) => id === list.id);
    return found && !isSame(found, list)
      ? [{ what: `list ${list.id}`, why: `it has ${found.count} orders of kind ${found.kind}` }]
      : [];
  });
  return { missing, others };
}

const isSame = (a: OrderList, b: OrderList): boolean =>
  a.kind === b.kind && a.count === b.count && a.imbalance === b.imbalance && a.onFailure === b.onFailure;
