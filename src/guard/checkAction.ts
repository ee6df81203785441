import { sayNumber } from '../assess/sayNumber.js';
import type { Action, Check } from '../model/decision.js';
import { shortMessageOf } from '../model/error.js';
import type { OrderClass, OrderTerms } from '../model/order.js';
import { type CheckCode, type CheckContext, type Judgement, pass, reject, review, shrink } from './check.js';
import { checkCodes } from './checkCodes.js';
import { notionalOf, shrunkTo } from './notional.js';
import { isResized, saySize } from './saySize.js';

export interface CheckedAction {
  checks: Check[];
  /** Each time that it was made smaller, in a sentence. */
  size: string[];
  /** What may be sent, once a person has looked where one must; null when a check said no. */
  action: Action | null;
  /** Whether a person must look first. A check that says no is above it: nobody is asked about what is not sent anyway. */
  review: boolean;
}

/**
 * Runs every pre-trade check on the portfolio as it would be. Each check sees the action as the ones before have left
 * it. A survival action comes back untouched unless the operator has halted trading: no check is asked about it.
 */
export function checkAction(context: CheckContext): CheckedAction {
  const size: string[] = [];
  let action = context.action;
  const take = (terms: OrderTerms, text: string) => {
    if (isResized(action.terms, terms)) size.push(`shrunk to ${saySize(context.snapshot, terms)}: ${text}`);
    action = { ...action, terms, notional: notionalOf(context.snapshot, terms) };
  };
  const judgements = checkCodes.map((code): Judgement => {
    const judgement = judge(code, { ...context, action });
    if (judgement.verdict !== 'shrink') return judgement;
    take(judgement.terms, judgement.text);
    // What is left may be what a person is asked about.
    const left = judge(code, { ...context, action });
    const isApproved = left.verdict === 'shrink' && (context.approval?.codes.includes(code.code) ?? false);
    if (left.verdict === 'shrink' && isApproved) take(left.terms, left.text);
    return left.verdict === 'review' || isApproved ? { ...left, text: `${judgement.text}; ${left.text}` } : judgement;
  });
  // What was cut since may be small enough that nobody need be asked.
  const settled = judgements.map((judgement, i): Judgement => {
    const code = checkCodes[i];
    return judgement.verdict === 'review' && code ? judge(code, { ...context, action }) : judgement;
  });
  const verdicts = settled.map(({ verdict }) => verdict);
  const isRejected = verdicts.includes('reject');
  return {
    checks: settled.flatMap((judgement, i) => {
      const code = checkCodes[i];
      return code ? [checkOf(code, judgement)] : [];
    }),
    size,
    action: isRejected ? null : action,
    review: !isRejected && verdicts.includes('review'),
  };
}

const checkOf = ({ code }: CheckCode, { verdict, text, measure }: Judgement): Check => ({
  code,
  verdict,
  text,
  ...measure,
});

function judge(code: CheckCode, context: CheckContext): Judgement {
  const { orderClass } = context.action;
  if (orderClass === 'survive' && code.code === 'TRADING_STATE' && context.tradingState === 'halted') {
    return reject('trading is halted by the operator');
  }
  if (!mayStop(code, orderClass)) return pass(`does not stop ${orderClass}`);
  try {
    return worthSending(answered(code, code.judge(context), context), context);
  } catch (error) {
    // A venue that cannot evaluate the order has not agreed to it.
    return reject(shortMessageOf(error));
  }
}

const mayStop = (code: CheckCode, orderClass: OrderClass): boolean =>
  code.mayStop.some((stoppable) => stoppable === orderClass);

/** What a person has been asked about and has let pass, up to the size that was let pass. */
function answered({ code }: CheckCode, judgement: Judgement, { action, approval, snapshot }: CheckContext): Judgement {
  if (judgement.verdict !== 'review' || approval === null || !approval.codes.includes(code)) return judgement;
  const { text, measure } = judgement;
  const approved = `${text}; approved by ${approval.by}`;
  if (action.notional <= approval.notional) return pass(approved, measure);
  const terms = shrunkTo(snapshot, action.terms, approval.notional);
  const notional = notionalOf(snapshot, terms);
  if (!isResized(action.terms, terms) || !(notional <= approval.notional)) return review(text, measure);
  return shrink(`${approved} up to ${sayNumber(approval.notional)} USD`, terms, measure);
}

/** What is left of a shrunk order may be too little to bother. */
function worthSending(judgement: Judgement, { action, snapshot, least }: CheckContext): Judgement {
  if (judgement.verdict !== 'shrink') return judgement;
  const notional = notionalOf(snapshot, judgement.terms);
  const { text, terms, measure } = judgement;
  // What is called smaller and is the same is as much beyond the limit as it was.
  if (isSame(terms, action.terms))
    return reject(`${text}; it cannot be cut: raise that limit, or ask for less at once`, measure);
  if (notional >= least && notional > 0) return judgement;
  const left = `only ${saySize(snapshot, terms)} would fit`;
  return reject(`${text}; ${left} (${sayNumber(notional)} USD, the minimum is ${sayNumber(least)} USD)`, measure);
}

/** Of plain values, which terms are made of. */
function isSame(a: object, b: object): boolean {
  const others = new Map(Object.entries(b));
  const own: [string, unknown][] = Object.entries(a);
  return own.length === others.size && own.every(([key, value]) => isSameValue(value, others.get(key)));
}

const isSameValue = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && isSame(a, b));
