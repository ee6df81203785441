import { ballast } from '../../model/author.js';
import { shortId } from '../../model/order.js';
import type { ExecType, Execution } from '../../model/parentEvent.js';
import type { Review } from '../../model/review.js';
import type { ParentStory } from '../../record/queries/parentStory.js';
import type { RecordedDecision } from '../../record/queries/recordedDecision.js';
import type { RecordedReview } from '../../record/queries/reviews.js';
import { markForetold } from '../orders/priceWhenDecided.js';
import { reasonsHeld } from '../orders/reasonsHeld.js';
import { sayTerms } from '../orders/sayOrder.js';
import { decimal, tidied } from '../words/numbers.js';
import { termsText } from '../words/terms.js';
import type { OrderEventView } from './orderEvents.js';
import { bareEvent, viewEvents } from './orderEvents.js';
import { exactOrNull } from './plain.js';

type Event = Omit<OrderEventView, 'afterMs'>;

/** All that happened to an order that somebody asked for, oldest first: who asked, what was checked, who answered, what was done. */
export function parentEvents(story: ParentStory): OrderEventView[] {
  const { order, decisions, reviews, executions, children } = story;
  const from = order.createdAt;
  const why = order.text === '' ? '' : `: ${order.text}`;
  const asked: Event = {
    ...{
      ...bareEvent,
      at: from,
      kind: 'asked',
      title: 'asked',
      text: `${sayTerms(order.terms)}${why}`,
      by: order.author,
    },
  };
  const parts = children.flatMap((child) => {
    const { id, createdAt, terms, step } = child.order;
    const begun: Event = {
      ...{
        ...bareEvent,
        at: createdAt,
        kind: 'part',
        title: 'part',
        text: `${termsText(terms, step)}, as order ${shortId(id)}`,
      },
      ...{ by: ballast, part: id },
    };
    return [after(begun), ...viewEvents(child, markForetold(child.order), from, id)];
  });
  const { before, since } = aroundParts(executions);
  const told = [
    ...[asked, ...decisions.filter(({ kind }) => kind === 'capture').map(checkedEvent)].map(after),
    ...[...heldEvents(decisions), ...reviews.flatMap(reviewEvents), ...before.map(executionEvent)].map(after),
    ...parts,
    ...since.map(executionEvent).map(after),
  ];
  // Where one moment has several, they stay as they stand here: what comes of another comes after it.
  return told.sort((a, b) => a.at - b.at);

  function after(event: Event): OrderEventView {
    return { ...event, afterMs: Math.max(0, event.at - from) };
  }
}

/** What happened to the order before its parts of the same moment, and since: what they have done, and what ended it. */
function aroundParts(executions: readonly Execution[]): { before: Execution[]; since: Execution[] } {
  const since = new Set<Execution>();
  let last: Execution | undefined;
  for (const one of executions) {
    const follows = last !== undefined && last.at === one.at && since.has(last);
    if (follows || comesOfParts.has(one.execType)) since.add(one);
    last = one;
  }
  return { before: executions.filter((one) => !since.has(one)), since: [...since] };
}

const comesOfParts: ReadonlySet<ExecType> = new Set<ExecType>(['Trade', 'TradeCancel', 'Canceled', 'Expired']);

function checkedEvent({ at, verdict, checks, not }: RecordedDecision): Event {
  const passed = checks.filter((check) => check.verdict === 'pass').length;
  const counted = checks.length > 0 ? [`${passed} of ${checks.length} checks passed`] : [];
  return {
    ...{ ...bareEvent, at, kind: 'checked', title: 'checked', by: ballast },
    text: [...counted, ...not.map((text) => tidied(text))].join('; '),
    // It holds as well where it was taken on: what is sent of it is decided apart.
    tone: verdict === 'refused' ? 'bad' : verdict === 'review' || not.length > 0 ? 'warn' : 'good',
  };
}

/** Why parts of it were not sent. */
const heldEvents = (decisions: readonly RecordedDecision[]): Event[] =>
  reasonsHeld(decisions).map(({ reason, at }) => ({
    ...{ ...bareEvent, at, kind: 'held', title: 'held', text: reason, tone: 'warn', by: ballast },
  }));

function reviewEvents({ openedAt, checks, votes, closedAt, status, text }: RecordedReview): Event[] {
  const reasons = checks.map((check) => tidied(check.text)).join('; ');
  const asked: Event = {
    ...{
      ...bareEvent,
      at: openedAt,
      kind: 'review',
      title: 'a person is asked',
      text: reasons,
      tone: 'warn',
      by: ballast,
    },
  };
  const over: Event[] =
    closedAt === null
      ? []
      : [{ ...bareEvent, at: closedAt, kind: 'review', title: status.toLowerCase(), text, tone: tones[status] }];
  return [asked, ...votes.map(voteEvent), ...over];
}

const tones = { Open: 'warn', Approved: 'good', Used: 'plain', Rejected: 'bad' } as const satisfies Record<
  Review['status'],
  OrderEventView['tone']
>;

function voteEvent({ author, verdict, notional, text, at }: Review['votes'][number]): Event {
  const upTo = notional === undefined ? '' : `up to ${decimal(notional, 0)} usd`;
  const said = [upTo, text].filter((part) => part !== '').join(': ');
  const approves = verdict === 'approve';
  return {
    ...{ ...bareEvent, at, kind: 'vote', title: approves ? 'approves' : 'rejects', text: said },
    ...{ tone: approves ? 'good' : 'bad', by: author },
  };
}

function executionEvent({ at, execType, author, text, event }: Execution): Event {
  const { word, tone } = eventWords[execType];
  const isTrade = event.kind === 'trade' || event.kind === 'bust';
  return {
    ...{ ...bareEvent, at, kind: 'event', title: word, text: tidied(text), tone, by: author },
    ...(isTrade
      ? { quantity: exactOrNull(event.quantity), priceUsd: exactOrNull(event.price), part: event.child }
      : {}),
  };
}

const eventWords: Readonly<Record<ExecType, { word: string; tone: OrderEventView['tone'] }>> = {
  New: { word: 'taken on', tone: 'good' },
  PendingReview: { word: 'waits for review', tone: 'warn' },
  Rejected: { word: 'rejected', tone: 'bad' },
  Trade: { word: 'traded', tone: 'good' },
  TradeCancel: { word: 'undone by a reorganisation', tone: 'bad' },
  Triggered: { word: 'stop touched', tone: 'plain' },
  Suspended: { word: 'paused', tone: 'warn' },
  Restated: { word: 'resumed', tone: 'plain' },
  PendingCancel: { word: 'cancel asked for', tone: 'plain' },
  Canceled: { word: 'canceled', tone: 'warn' },
  CancelReject: { word: 'cancel refused', tone: 'bad' },
  PendingReplace: { word: 'change asked for', tone: 'plain' },
  Replaced: { word: 'changed', tone: 'plain' },
  ReplaceReject: { word: 'change refused', tone: 'bad' },
  Expired: { word: 'expired', tone: 'warn' },
};
