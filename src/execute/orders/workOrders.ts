import { type Id, NOT_BEGUN, type Order, shortId } from '../../model/order.js';
import { isRetryable } from '../../model/retryable.js';
import type { CalledOff, Executor, Work } from './executor.js';
import { sayStep } from './sayStep.js';

/** An order that came to nothing, and as what those are called off that stood on it. */
interface Failed {
  order: Order;
  as: CalledOff;
}

/**
 * Works the orders of one tick of one account, in their order. Each was sized as if those before it had filled, so when
 * one comes to nothing the hedges after it are called off; what keeps an account alive is tried all the same, and so are the parts of
 * one hedge at other venues and the orders of other people, or the one that fails would keep the others from ever being done. Only the later steps of its own row
 * are called off whatever they are for: what was not taken out cannot be put in.
 *
 * What people have asked for may be a great many orders, and no rescue waits for them: of a tick the first one is begun, the others only
 * while that may be. What is not begun is called off, and planned anew at the next block.
 * @param mayBegin - Whether there is still time for what people have asked for.
 * @throws the first endpoint trouble, once every order has had its turn; anything graver at once.
 */
export async function workOrders(
  executor: Executor,
  works: readonly Work[],
  mayBegin: () => Promise<boolean>,
): Promise<void> {
  const failed: Failed[] = [];
  /** The step of each row that is not done. */
  const broken = new Map<Id, Failed>();
  const fail = (order: Order, as: CalledOff): void => {
    const one = { order, as };
    failed.push(one);
    if (order.step && !broken.has(order.step.programme)) broken.set(order.step.programme, one);
  };
  const callOff = async (order: Order, why: string, as: CalledOff): Promise<void> => {
    await executor.callOff(order, why, as);
    fail(order, as);
  };
  const troubles: unknown[] = [];
  let isFirst = true;
  for (const work of works) {
    const { order } = work;
    const needed = failed.find((one) => !isApart(order, one.order, works));
    const off = whyNot(order, needed, order.step && broken.get(order.step.programme));
    if (off !== null) {
      await callOff(order, off.why, off.as);
      continue;
    }
    if (isAskedFor(order)) {
      if (!isFirst && !(await mayBegin())) {
        await callOff(order, NOT_BEGUN, 'Expired');
        continue;
      }
      isFirst = false;
    }
    try {
      const as = await executor.work(work);
      if (as !== null) fail(order, as);
    } catch (error) {
      if (!isRetryable(error)) throw error;
      troubles.push(error);
      fail(order, 'Canceled');
    }
  }
  if (troubles.length > 0) throw troubles[0];
}

/** By people, by itself or as the first step of a row: what has been begun is finished. */
const isAskedFor = ({ parent, step }: Order): boolean =>
  parent !== undefined && (step === undefined || step.index === 0);

/** Why an order is not begun, and how it ends then; null when it is begun. */
function whyNot({ orderClass }: Order, failed?: Failed, stepBefore?: Failed): { why: string; as: CalledOff } | null {
  if (stepBefore)
    return { why: `${sayStep(stepBefore.order)}, which it takes for granted, is not done`, as: stepBefore.as };
  if (failed && (orderClass === 'delta' || orderClass === 'cost'))
    return { why: `order ${shortId(failed.order.id)}, which it was sized on, came to nothing`, as: failed.as };
  return null;
}

/**
 * Whether neither was sized on what the other leaves: both are of one hedge, trade the same way, and share no venue; or people have
 * asked for each by itself, or one that fails at every block would keep all others from ever being done.
 */
function isApart(order: Order, failed: Order, works: readonly Work[]): boolean {
  if (order.parent !== undefined && failed.parent !== undefined && order.parent !== failed.parent) return true;
  const rowOf = (one: Order): Order[] =>
    one.step ? works.map((work) => work.order).filter(({ step }) => step?.programme === one.step?.programme) : [one];
  const [row, other] = [rowOf(order), rowOf(failed)];
  const sideOf = (orders: readonly Order[]) =>
    orders.flatMap(({ terms }) => (terms.kind === 'trade' ? terms.side : []))[0];
  const isOneHedge = order.orderClass === 'delta' && failed.orderClass === 'delta' && order.rule === failed.rule;
  if (!isOneHedge || sideOf(row) === undefined || sideOf(row) !== sideOf(other)) return false;
  return !row.some(({ terms }) => other.some((one) => one.terms.venue === terms.venue));
}
