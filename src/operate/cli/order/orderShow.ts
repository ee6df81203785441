import { shortId } from '../../../model/order.js';
import type { Execution } from '../../../model/parentEvent.js';
import { leavesQty } from '../../../model/parentOrder.js';
import { avgPx, slippageOf } from '../../../model/parentState.js';
import { toFloat } from '../../../model/units.js';
import { sayShare } from '../../../plan/work/legs.js';
import type { Ledger } from '../../../record/ledger.js';
import { type ParentStory, parentStory } from '../../../record/queries/parentStory.js';
import { type LegsStory, legsStory } from '../../orders/legsStory.js';
import { orderNamed } from '../../orders/orderNamed.js';
import { markForetold } from '../../orders/priceWhenDecided.js';
import { reasonsHeld } from '../../orders/reasonsHeld.js';
import { amount, sayTerms } from '../../orders/sayOrder.js';
import { after, clock, decimal, integer, tidied } from '../../words/numbers.js';
import { orderCostLines } from '../../words/orderCostLines.js';
import { orderLines, paintStatus } from '../orderLines.js';
import type { Answer } from '../output.js';
import { reviewText } from '../review/reviews.js';
import { bold, dim, yellow } from '../table.js';

/** The whole story of an order: who asked and why, what was checked, who answered, what was done and what it cost. @throws OrderNotFound */
export async function orderShow(ledger: Ledger, name: string, now: number): Promise<Answer> {
  const order = await orderNamed(ledger, name);
  const [story, legs] = await Promise.all([parentStory(ledger, order), legsStory(ledger, order)]);
  const { state } = story.order;
  return {
    json: {
      ...story,
      ...(legs ? { legs } : {}),
      avgPx: avgPx(state),
      leavesQty: leavesQty(state),
      slippageBps: slippageOf(state, story.order.terms.side, story.order.arrivalPrice),
    },
    text: tell(story, legs, now),
  };
}

function tell(story: ParentStory, legs: LegsStory | null, now: number): string {
  const { order, list, executions, reviews, children, blocks, allocations } = story;
  const by = `${order.author}${order.text === '' ? '' : `: ${order.text}`}`;
  const name = order.clOrdId === order.id ? '' : `ClOrdID ${order.clOrdId}  `;
  const head = `${clock(order.createdAt, now)}  ${bold(sayTerms(order.terms))}   ${paintStatus(order.state.status)}   ${dim(`${name}${order.strategy}  ${order.id}`)}`;
  const lines: [string, readonly string[]][] = [
    ['asked by', [by, ...(order.mode === 'shadow' ? [yellow('the book is in shadow: nothing is sent')] : [])]],
    ['together', list ? [`${list.kind} ${list.id}, ${integer(list.count)} orders`] : []],
    ['legs', legs ? legsLines(legs) : []],
    ['done', doneLines(story)],
    ['asked for', changeLines(story)],
    ['checks', checkLines(story)],
    ['review', reviews.flatMap((review) => reviewText(review, now).split('\n'))],
    ['events', executions.map((one) => executionLine(one, order.createdAt, now))],
    [
      'parts',
      children.flatMap((child) => [
        ...orderLines(child, markForetold(child.order)),
        ...orderCostLines([child]).map((line) => `          cost    ${line}`),
      ]),
    ],
    ['waited', waitLines(story, now)],
    [
      'block',
      blocks.map(
        (block) =>
          `${shortId(block.id)}  ${block.method}  ${block.status}  ${amount(block.quantity)} of ${integer(block.members.length)} orders${block.text === '' ? '' : `  ${block.text}`}`,
      ),
    ],
    [
      'allotted',
      allocations
        .filter((one) => one.parent === order.id)
        .map(
          (one) => `${amount(one.quantity)} at ${decimal(toFloat(one.avgPx))}, fee ${decimal(toFloat(one.fee))} usd`,
        ),
    ],
  ];
  const body = lines.flatMap(([title, texts]) =>
    texts.map((text, i) => `  ${dim((i === 0 ? title : '').padEnd(9))} ${text}`),
  );
  return [head, ...body].join('\n');
}

/** How its legs stand together, how far apart they are, and what becomes of them. */
function legsLines({ status, text, legs, undoing, gap, allowed, next }: LegsStory): string[] {
  const why = text === '' ? '' : `: ${text}`;
  const each = legs.map((leg) => `${shortId(leg.id)}  ${leg.clOrdId}  ${leg.status}  ${sayShare(leg.share)} done`);
  const apart = `${sayShare(gap)} apart, ${sayShare(allowed)} allowed`;
  return [
    `${status === 'Alert' ? yellow(status) : status}${why}`,
    ...each,
    ...undoing.map((one) => `${shortId(one.id)}  trades back  ${one.status}`),
    gap > allowed + 1e-4 ? yellow(apart) : apart,
    ...next.map((sentence) => `next: ${sentence}`),
  ];
}

/** How much, at which price, and what that is against the market when it was taken on. */
function doneLines(story: ParentStory): string[] {
  const { state, arrivalPrice, terms } = story.order;
  const average = avgPx(state);
  const left = [
    `${amount(leavesQty(state))} left`,
    ...(state.cxlQty > 0n ? [`${amount(state.cxlQty)} not done any more`] : []),
  ];
  const done = `${amount(state.cumQty)} of ${amount(state.quantity)}, ${left.join(', ')}`;
  if (average === null) return [done];
  const bps = slippageOf(state, terms.side, arrivalPrice);
  const against =
    bps === null || arrivalPrice === null
      ? ''
      : `; ${decimal(Math.abs(bps), 1)} bps ${bps < 0 ? 'better' : 'worse'} than ${decimal(arrivalPrice)} on arrival`;
  return [`${done}, on average at ${decimal(toFloat(average))}${against}`];
}

function changeLines({ order: { terms, state } }: ParentStory): string[] {
  return state.replacing === null ? [] : [`to be: ${sayTerms({ ...terms, ...state.replacing })}`];
}

/** Of the newest look at it as a whole; those that passed are counted. */
function checkLines({ decisions }: ParentStory): string[] {
  const capture = decisions.findLast(({ kind }) => kind === 'capture');
  if (!capture) return [];
  const { checks, not } = capture;
  const passed = checks.filter(({ verdict }) => verdict === 'pass').length;
  const told = checks
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ code, verdict, text }) => `${verdict}  ${code}: ${tidied(text)}`);
  const counted = checks.length > 0 ? [`${integer(passed)} of ${integer(checks.length)} passed`] : [];
  const known = new Set(checks.map(({ code, text }) => `${code}: ${text}`));
  return [...counted, ...told, ...not.filter((text) => !known.has(text)).map((text) => tidied(text))];
}

function executionLine(
  { at, execType, ordStatus, cumQty, author, text, event }: Execution,
  from: number,
  now: number,
): string {
  const what =
    event.kind === 'trade' || event.kind === 'bust'
      ? `${amount(event.quantity)} at ${decimal(toFloat(event.price))}, ${clock(at, now)}`
      : '';
  const facts = [what, tidied(text), `${ordStatus}, ${amount(cumQty)} done`, `by ${author}`].filter(
    (one) => one !== '',
  );
  return `${after(at - from).padStart(8)}  ${execType.padEnd(13)}  ${facts.join('; ')}`;
}

const mostWaits = 10;

/** Why parts of it were not sent: the newest, each reason once. */
const waitLines = ({ decisions }: ParentStory, now: number): string[] =>
  reasonsHeld(decisions)
    .slice(-mostWaits)
    .map(({ reason, at }) => `${clock(at, now)}  ${reason}`);
