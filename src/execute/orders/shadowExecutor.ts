import { shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { OrdStatus } from '../../model/order.js';
import { toFloat, type UnixMillis } from '../../model/units.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import type { Ledger } from '../../record/ledger.js';
import { openOrders } from '../../record/queries/openOrders.js';
import { updateOrder } from '../../record/statements/orders.js';
import { describeRevert } from './describeRevert.js';
import { effectProblem } from './effectProblem.js';
import type { Executor, Work } from './executor.js';
import { expectedGasPrice, payingKeepers } from './keeperFee.js';
import { rehearse } from './rehearse.js';

export interface ShadowExecutorOptions {
  strategy: string;
  pool: EndpointPool;
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
}

/**
 * Does all that the live executor does up to the signature, which it cannot give: it has no signer. An order ends as
 * Canceled, with what its rehearsal said.
 */
export function createShadowExecutor({ strategy, pool, ledger, now, log }: ShadowExecutorOptions): Executor {
  const end = (order: string, text: string, status: OrdStatus = 'Canceled') =>
    ledger.commit(updateOrder(order, { status, text, at: now() }));
  /** Between ticks nothing is being worked: what is open was interrupted. */
  const endInterrupted = async () => {
    for (const order of await openOrders(ledger, { strategy, mode: 'shadow' }))
      await end(order.id, 'shadow: interrupted');
  };
  return {
    mode: 'shadow',
    recover: endInterrupted,
    async advance() {
      await endInterrupted();
      return 0n;
    },
    observed() {},
    async work(work) {
      const text = `shadow: ${await rehearsed(work, pool)}`;
      await end(work.order.id, text);
      const steps = work.steps.map((step) => step.describe);
      log.info({ at: 'shadow', order: work.order.id, steps, text }, 'not sent');
      return null; // as if it had filled: what is sized on it is rehearsed too
    },
    callOff: (order, why, status) => end(order.id, `shadow: ${why}`, status),
  };
}

/** Only the first step can be rehearsed on the chain as it is: a later one stands on what the first leaves behind. */
async function rehearsed({ order, steps, venue, snapshot }: Work, pool: EndpointPool): Promise<string> {
  const [first, ...rest] = steps;
  // What the steps of its row before it would have brought is not there.
  if (order.step && order.step.index > 0)
    return `would have come after step ${order.step.index} of ${order.step.of}, and cannot be rehearsed without it`;
  if (!first) return 'there was nothing to send';
  try {
    const price = first.keeperGas ? expectedGasPrice(snapshot.block.baseFee) : undefined;
    const tried = price === undefined ? first : payingKeepers(venue, first, price);
    const rehearsal = await rehearse(pool.current().client, order.account, tried, price);
    if (!rehearsal.ok)
      return `would have been refused: ${describeRevert(venue, rehearsal.revertData, rehearsal.message)}`;
    const { effect } = rehearsal;
    const reading = snapshot.readings.find((one) => one.venue === venue.id);
    const wrong =
      effect && effectProblem({ order, venue, request: effect.of, effect, account: order.account, reading });
    if (wrong) return `would have been refused: ${wrong}`;
    const more = rest.length > 0 ? `, then ${rest.length} more` : '';
    if (order.terms.kind !== 'trade' || first.purpose !== 'trade') return `would have sent ${first.purpose}${more}`;
    const quote = venue.quote(order.terms, rehearsal.returned);
    if (quote === null) return `would have asked ${venue.id} to trade, gas ${rehearsal.gas}`;
    return `would have traded at ${toFloat(quote.price).toFixed(2)}, gas ${rehearsal.gas}`;
  } catch (error) {
    return `could not be rehearsed: ${shortMessageOf(error)}`;
  }
}
