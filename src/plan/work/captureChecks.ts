import type { CheckCode, CheckContext } from '../../guard/check.js';
import { checkCodes } from '../../guard/checkCodes.js';
import { saySize } from '../../guard/saySize.js';
import type { Check } from '../../model/decision.js';
import { shortMessageOf } from '../../model/error.js';

/** Judged of each part when it is sent, and not of the whole: how much may go at once, or in a time. */
const perPart: readonly string[] = [
  'ORDERS_PER_HOUR',
  'ORDERS_PER_DAY',
  'GAS_PER_DAY',
  'MAX_ORDER_USD',
  'TURNOVER_PER_DAY',
  'MAX_SLIPPAGE',
  'ENDPOINTS_AGREE',
];

/** Asks the venue about one trade: of what it cannot take at once for want of depth, judged of as much as it can. */
const atOnce: readonly string[] = ['FUNDS', 'VENUE_LIMIT', 'HEALTH_AFTER'];

/** About what is not known at this block: no answer yet, rather than no. */
const unknowns: readonly string[] = ['ENDPOINTS_DIFFER', 'HEAD_AGE', 'UNREAD_VENUE', 'UNKNOWN_ORDER', 'PRICE_SANITY'];

export interface CaptureChecked {
  checks: readonly Check[];
  /** Why it is not taken on; empty when it is. */
  rejected: readonly string[];
  /** What has to be known first; empty when all is. */
  waits: readonly string[];
  /** Whether a person must look at it. */
  review: boolean;
}

/**
 * Every pre-trade check on an order at its full size. None makes it smaller: what would only fit in part is not taken on, but for
 * what is judged of each part.
 * @param part - As much of it as the market takes at once.
 * @param isWhole - It must be done at once and whole: then what is judged of each part is judged of all of it.
 */
export function captureChecks(whole: CheckContext, part: CheckContext, isWhole: boolean): CaptureChecked {
  const { orderClass } = whole.action;
  const checks: Check[] = [];
  const rejected: string[] = [];
  const waits: string[] = [];
  for (const code of checkCodes) {
    if (orderClass === 'survive' || !code.mayStop.includes(orderClass)) continue;
    if (!isWhole && perPart.includes(code.code)) continue;
    const check = judged(code, atOnce.includes(code.code) ? part : whole);
    checks.push(check);
    if (check.verdict !== 'reject') continue;
    (unknowns.includes(code.code) ? waits : rejected).push(`${check.code}: ${check.text}`);
  }
  return { checks, rejected, waits, review: checks.some(({ verdict }) => verdict === 'review') };
}

function judged(code: CheckCode, context: CheckContext): Check {
  try {
    const judgement = code.judge(context);
    if (judgement.verdict !== 'shrink') return { code: code.code, ...judgement };
    const { terms, ...rest } = judgement;
    const text = `${rest.text}; only ${saySize(context.snapshot, terms)} would fit`;
    return { code: code.code, ...rest, verdict: 'reject', text };
  } catch (error) {
    return { code: code.code, verdict: 'reject', text: shortMessageOf(error) };
  }
}
