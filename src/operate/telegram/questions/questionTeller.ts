import type { Log } from '../../../model/log.js';
import type { Id } from '../../../model/order.js';
import { listReviews, type RecordedReview } from '../../../record/queries/reviews.js';
import { type AskedQuestion, questionsAsked } from '../../../record/queries/telegram.js';
import { askedBy, beginAsking, endAsking } from '../../../record/statements/telegram.js';
import { failureOf } from '../client.js';
import type { Speaker } from '../speaker.js';
import type { Person, Reply, VerbContext } from '../verbs/verb.js';
import { countedReply, questionReply } from './questionReply.js';
import type { Shown } from './shown.js';

export interface QuestionTellerOptions {
  speaker: Speaker;
  /** Who is on the list, by Telegram's number of each. */
  people: ReadonlyMap<number, Person>;
  shown: Shown;
  refused: Refused;
  context: VerbContext;
  /** Telegram's number of the bot. */
  bot: number;
  log: Log;
}

/** What Telegram did not take for somebody since this start, by their number: they are asked it again once they write, or after a restart. */
export type Refused = Map<number, Set<Id>>;

/** Asks people by itself. */
export interface QuestionTeller {
  /** Asks what is new, and shows in each message how its question stands. @throws LedgerError, and what `failureOf` understands: try again */
  turn(): Promise<void>;
}

/** So many that wait have a message of their own with one person; the others are counted in one. */
const mostAlone = 5;
/** So many that wait are looked at, the newest. */
const mostOpen = 500;

/**
 * Tells those who may answer of each question that is new, once, with buttons; and once it is answered, or its time is up, says so in the
 * same message. The ledger knows what was asked whom: a restart asks nothing again, and gives the buttons that it has voided anew.
 */
export function createQuestionTeller({
  speaker,
  people,
  shown,
  refused,
  context,
  bot,
  log,
}: QuestionTellerOptions): QuestionTeller {
  const { ledger, now } = context;
  /** What has left and is not written down yet: it does not leave twice for that. */
  const left = new Map<string, number>();

  /** @param stands How its question stands, as `shown` keeps it. */
  async function begin(person: Person, reviews: readonly Id[], isAlone: boolean, said: Reply, stands: string) {
    const questions = { bot, user: person.user.id, reviews };
    await ledger.commit(beginAsking(questions, isAlone, null, now()));
    try {
      const key = `${person.user.id} ${reviews.join()}`;
      const message = left.get(key) ?? (await speaker.begin(person, said));
      left.set(key, message);
      await ledger.commit(askedBy(questions, message));
      left.delete(key);
      shown.set(person, message, stands);
    } catch (error) {
      if (failureOf(error).kind !== 'refused') throw error;
      refused.set(person.user.id, new Set([...(refused.get(person.user.id) ?? []), ...reviews]));
      log.warn({ at: 'telegram', user: person.user.name, why: failureOf(error).text }, 'a question was not taken');
      await end(person.user.id, reviews);
    }
  }

  async function change(person: Person, message: number, said: Reply, stands: string): Promise<void> {
    // Before it leaves: who writes over it meanwhile has the last word.
    shown.set(person, message, stands);
    try {
      await speaker.change(person, message, said);
    } catch (error) {
      // They have taken the message away, or it says so already.
      if (failureOf(error).kind !== 'refused') {
        shown.forget(person, message);
        throw error;
      }
      log.debug({ at: 'telegram', user: person.user.name, why: failureOf(error).text }, 'a message was not changed');
    }
  }

  /** Shows in the message of one question how it stands now, unless it does already. */
  async function showOne(person: Person, message: number, review: Id, waiting: Waiting): Promise<void> {
    const stands = standingOf(waiting.get(review), now());
    if (shown.is(person, message, stands)) return;
    const { reply, isOver } = await questionReply(context, person, review);
    await change(person, message, reply, stands);
    if (!isOver) return;
    await end(person.user.id, [review]);
    shown.forget(person, message);
  }

  /** The same of the message that counts several. */
  async function showCount(person: Person, message: number, reviews: readonly Id[], waiting: Waiting): Promise<void> {
    const open = reviews.filter((id) => isAnswerable(waiting.get(id), now())).length;
    if (!shown.is(person, message, String(open))) await change(person, message, countedReply(open), String(open));
    const over = reviews.filter((id) => !waiting.has(id));
    if (over.length > 0) await end(person.user.id, over);
    if (over.length === reviews.length) shown.forget(person, message);
  }

  const end = (user: number, reviews: readonly Id[]): Promise<void> =>
    ledger.commit(endAsking({ bot, user, reviews }, now()));

  async function ask(person: Person, asked: readonly AskedQuestion[], waiting: Waiting): Promise<void> {
    // What was on its way when all stopped is asked again.
    const known = new Set([
      ...(refused.get(person.user.id) ?? []),
      ...asked.filter(({ message }) => message !== null).map(({ review }) => review),
    ]);
    const fresh = [...waiting.values()].filter((one) => isAnswerable(one, now()) && !known.has(one.id));
    const standing = asked.filter((row) => row.message !== null && waiting.has(row.review));
    const room = Math.max(0, mostAlone - standing.filter(({ isAlone }) => isAlone).length);
    for (const one of fresh.slice(0, room)) {
      const { reply, isOver } = await questionReply(context, person, one.id);
      if (!isOver) await begin(person, [one.id], true, reply, standingOf(one, now()));
    }
    const rest = fresh.slice(room).map(({ id }) => id);
    if (rest.length === 0) return;
    const counting = standing.find(({ isAlone }) => !isAlone);
    if (counting === undefined) return begin(person, rest, false, countedReply(rest.length), String(rest.length));
    // They are counted in by the next turn, without another ring.
    const questions = { bot, user: person.user.id, reviews: rest };
    await ledger.commit(beginAsking(questions, false, counting.message, now()));
  }

  return {
    async turn() {
      const [open, asked] = await Promise.all([
        listReviews(ledger, { open: true, limit: mostOpen }),
        questionsAsked(ledger, bot),
      ]);
      const waiting: Waiting = new Map(open.toReversed().map((review) => [review.id, review]));
      for (const person of people.values()) {
        const own = asked.filter(({ user }) => user === person.user.id);
        for (const [message, rows] of byMessage(own)) {
          const reviews = rows.map(({ review }) => review);
          const [first] = rows;
          if (first?.isAlone) await showOne(person, message, first.review, waiting);
          else await showCount(person, message, reviews, waiting);
        }
        if (person.rights.has('review')) await ask(person, own, waiting);
      }
      // Who is not on the list any more is told nothing, not even that it is over.
      for (const { user, review } of asked) {
        if (!people.has(user)) await end(user, [review]);
      }
      for (const reviews of refused.values()) {
        for (const id of reviews) if (!waiting.has(id)) reviews.delete(id);
      }
    },
  };
}

/** Questions that nobody has decided, the oldest first. */
type Waiting = ReadonlyMap<Id, RecordedReview>;

const isAnswerable = (review: RecordedReview | undefined, now: number): boolean =>
  review !== undefined && review.expiresAt > now;

/** Changes whenever a message about it has to. */
const standingOf = (review: RecordedReview | undefined, now: number): string =>
  review === undefined ? 'over' : `${isAnswerable(review, now) ? 'waits' : 'late'} ${review.votes.length}`;

function byMessage(asked: readonly AskedQuestion[]): Map<number, AskedQuestion[]> {
  const found = new Map<number, AskedQuestion[]>();
  for (const row of asked) {
    if (row.message === null) continue;
    found.set(row.message, [...(found.get(row.message) ?? []), row]);
  }
  return found;
}
