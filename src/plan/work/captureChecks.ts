import type { CheckCode, CheckContext, Judgement } from '../../guard/check.js';
import { checkCodes } from '../../guard/checkCodes.js';
import { notionalOf } from '../../guard/notional.js';
import { saySize } from '../../guard/saySize.js';
import type { Check } from '../../model/decision.js';
import { shortMessageOf } from '../../model/error.js';

/** How much may go at once, or in a time: judged of each part when it is sent. Of the whole, only whether a person is to look. */
const perPart: readonly string[] = [
  'ORDERS_PER_MINUTE',
  'ORDERS_PER_HOUR',
  'ORDERS_PER_DAY',
  'GAS_PER_DAY',
  'LOSS_PER_DAY',
  'MAX_ORDER_USD',
  'TURNOVER_PER_DAY',
  'DEPTH_SHARE',
  'MAX_SLIPPAGE',
  'ENDPOINTS_AGREE',
];

/** Asks the venue about one trade: of what it cannot take at once for want of depth, judged of as much as it can. */
const atOnce: readonly string[] = ['PRICE_COLLAR', 'FUNDS', 'VENUE_LIMIT', 'HEALTH_AFTER'];

/** About what is not known at this block: no answer yet, rather than no. */
const unknowns: readonly string[] = [
  'ENDPOINTS_DIFFER',
  'HEAD_AGE',
  'UNREAD_VENUE',
  'UNKNOWN_ORDER',
  'PRICE_SANITY',
  'ORACLE_AGE',
  'SEQUENCER',
];

export interface CaptureChecked {
  checks: readonly Check[];
  /** Why it is not taken on; empty when it is. */
  rejected: readonly string[];
  /** What has to be known first; empty when all is. */
  waits: readonly string[];
  /** What a person must look at; empty when nobody has to. */
  review: readonly string[];
}

/**
 * Every pre-trade check on an order at its full size. None makes it smaller: what would only fit in part is not taken on, but for
 * what is judged of each part.
 * @param part - As much of it as the market takes at once.
 * @param isWhole - It must be done at once and whole: then what is judged of each part is judged of all of it.
 */
export function captureChecks(whole: CheckContext, part: CheckContext, isWhole: boolean): CaptureChecked {
  const { orderClass } = whole.action;
  const asked = checkCodes.filter(({ mayStop }) => orderClass !== 'survive' && mayStop.includes(orderClass));
  const checks = asked.map((code): Check => {
    const context = atOnce.includes(code.code) ? part : whole;
    return !isWhole && perPart.includes(code.code) ? judgedOfParts(code, context) : judgedWhole(code, context);
  });
  const of = (is: (check: Check) => boolean) => checks.filter(is).map(({ code, text }) => `${code}: ${text}`);
  return {
    checks,
    rejected: of(({ code, verdict }) => verdict === 'reject' && !unknowns.includes(code)),
    waits: of(({ code, verdict }) => verdict === 'reject' && unknowns.includes(code)),
    review: of(({ verdict }) => verdict === 'review'),
  };
}

function judgedWhole(code: CheckCode, context: CheckContext): Check {
  const judgement = judged(code, context);
  if (judgement.verdict !== 'shrink') return checkOf(code, judgement);
  const text = `${judgement.text}; only ${saySize(context.snapshot, judgement.terms)} would fit`;
  return { ...checkOf(code, judgement), verdict: 'reject', text };
}

function judgedOfParts(code: CheckCode, context: CheckContext): Check {
  const whole = judged(code, context);
  const { terms } = whole.verdict === 'shrink' ? whole : context.action;
  const notional = notionalOf(context.snapshot, terms);
  const left =
    whole.verdict === 'shrink' ? judged(code, { ...context, action: { ...context.action, terms, notional } }) : whole;
  if (left.verdict === 'review') return checkOf(code, left);
  return { ...checkOf(code, whole), verdict: 'pass', text: `judged of each part: ${whole.text}` };
}

function judged(code: CheckCode, context: CheckContext): Judgement {
  try {
    return letPass(code, code.judge(context), context);
  } catch (error) {
    return { verdict: 'reject', text: shortMessageOf(error) };
  }
}

/** What a person has let pass at this size. */
function letPass({ code }: CheckCode, judgement: Judgement, { action, approval }: CheckContext): Judgement {
  if (judgement.verdict !== 'review' || approval === null || !approval.codes.includes(code)) return judgement;
  if (!(action.notional <= approval.notional)) return judgement;
  return { ...judgement, verdict: 'pass', text: `${judgement.text}; approved by ${approval.by}` };
}

const checkOf = ({ code }: CheckCode, { verdict, text, measure }: Judgement): Check => ({
  code,
  verdict,
  text,
  ...measure,
});
