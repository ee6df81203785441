import { sayNumber } from '../assess/sayNumber.js';
import type { Action, Check } from '../model/decision.js';
import { shortMessageOf } from '../model/error.js';
import type { OrderClass } from '../model/order.js';
import { type CheckCode, type CheckContext, type Judgement, pass, reject, shrink } from './check.js';
import { checkCodes } from './checkCodes.js';
import { notionalOf } from './notional.js';
import { isResized, saySize } from './saySize.js';

/**
 * Runs every pre-trade check on the portfolio as it would be. Each check sees the action as the ones before have left
 * it. `action` is what may be sent, null when a check said no; `size` tells each time that it was made smaller. A
 * survival action comes back untouched unless the operator has halted trading: no check is asked about it.
 */
export function checkAction(context: CheckContext): { checks: Check[]; size: string[]; action: Action | null } {
  const checks: Check[] = [];
  const size: string[] = [];
  let action = context.action;
  let rejected = false;
  for (const code of checkCodes) {
    const judgement = judge(code, { ...context, action });
    checks.push({ code: code.code, verdict: judgement.verdict, text: judgement.text });
    if (judgement.verdict === 'reject') rejected = true;
    if (judgement.verdict !== 'shrink') continue;
    const { terms, text } = judgement;
    if (isResized(action.terms, terms)) size.push(`shrunk to ${saySize(context.snapshot, terms)}: ${text}`);
    action = { ...action, terms, notional: notionalOf(context.snapshot, terms) };
  }
  return { checks, size, action: rejected ? null : action };
}

function judge(code: CheckCode, context: CheckContext): Judgement {
  const { orderClass } = context.action;
  if (orderClass === 'survive' && code.code === 'TRADING_STATE' && context.tradingState === 'halted') {
    return reject('trading is halted by the operator');
  }
  if (!mayStop(code, orderClass)) return pass(`does not stop ${orderClass}`);
  try {
    return worthSending(code.judge(context), context);
  } catch (error) {
    // A venue that cannot evaluate the order has not agreed to it.
    return reject(shortMessageOf(error));
  }
}

const mayStop = (code: CheckCode, orderClass: OrderClass): boolean =>
  code.mayStop.some((stoppable) => stoppable === orderClass);

/** What is left of a shrunk order may be too little to bother. */
function worthSending(judgement: Judgement, { snapshot, least }: CheckContext): Judgement {
  if (judgement.verdict !== 'shrink') return judgement;
  const notional = notionalOf(snapshot, judgement.terms);
  if (notional >= least && notional > 0) return shrink(judgement.text, judgement.terms);
  const left = `only ${saySize(snapshot, judgement.terms)} would fit`;
  return reject(`${judgement.text}; ${left} (${sayNumber(notional)} USD, the minimum is ${sayNumber(least)} USD)`);
}
