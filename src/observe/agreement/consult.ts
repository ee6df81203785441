import type { Agreement } from '../../model/agreement.js';
import type { Clock } from '../endpoints/clock.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import type { SnapshotFrame, TakenSnapshot } from '../takeSnapshots.js';
import { type Accusation, accusationsOf, recantation, type Witness } from './accusations.js';
import { type Asking, askEndpoint } from './askEndpoint.js';
import type { Question } from './statement.js';
import { isSettled, type Tally, tally } from './tally.js';
import { answerOf, type Doubt, whyAbsent } from './testimony.js';

export interface ConsultOptions {
  frame: SnapshotFrame;
  inUse: Endpoint;
  /** In the order in which they are asked. */
  others: readonly Endpoint[];
  /** Milliseconds for all answers together; a dispute may take as long again. */
  patienceMs: number;
  clock: Clock;
  stop: AbortSignal;
}

/** What is to be believed of one account, and who says so. */
export interface Opinion {
  taken: TakenSnapshot;
  agreement: Agreement;
}

export interface Consultation {
  /** One a doubt, in order. */
  opinions: readonly Opinion[];
  accused: readonly Accusation[];
  /** Who says of every account what is believed, and is not the only one to do so. */
  agreed: readonly Endpoint[];
  /** Who has said something of every account, the one in use left out. */
  heard: readonly Endpoint[];
  /** Who has said nothing, or cannot read as much; who merely does not have the block is not among them. */
  missed: readonly { endpoint: Endpoint; text: string }[];
  /** Why others do not count, and who has changed what it says: sentences for the log. */
  notes: readonly string[];
}

/**
 * Asks as many other endpoints as are wanted for all that the one in use has said, at once, and the rest of them where those
 * do not suffice. Where any differ, everybody is asked once more before anybody is called a liar: a node that is just
 * importing a block may answer with half of it. Whoever is silent, it takes `patienceMs`, and in a dispute twice that.
 */
export async function consult(doubts: readonly Doubt[], options: ConsultOptions): Promise<Consultation> {
  const question: Question = { frame: options.frame, watched: doubts.map(({ watched }) => watched) };
  let witnesses = await askAround(doubts, question, options);
  let tallies = talliesOf(witnesses, doubts);
  const notes: string[] = [];
  if (tallies.some(({ differing }) => differing.length > 0)) {
    const before = witnesses;
    witnesses = await askAgain(before, doubts, question, options);
    notes.push(...witnesses.flatMap((after, at) => recantation(before[at], after, doubts)));
    tallies = talliesOf(witnesses, doubts);
  }
  const asked = witnesses.slice(1).map(({ endpoint, statement }) => {
    return { endpoint, kind: statement.kind, text: whyAbsent(statement, endpoint.label, doubts) };
  });
  return {
    heard: asked.flatMap(({ endpoint, text }) => (text === null ? [endpoint] : [])),
    missed: asked.flatMap(({ endpoint, kind, text }) =>
      text !== null && kind !== 'behind' ? [{ endpoint, text }] : [],
    ),
    opinions: doubts.map((_, i) => opinionOf(witnesses, tallies[i], i)),
    accused: accusationsOf(witnesses, doubts, tallies),
    agreed: witnesses.flatMap(({ endpoint }, at) =>
      tallies.every(({ agreeing }) => agreeing.length > 1 && agreeing.includes(at)) ? [endpoint] : [],
    ),
    notes: [...notes, ...asked.flatMap(({ text }) => text ?? [])],
  };
}

/** @returns the one in use first */
async function askAround(doubts: readonly Doubt[], question: Question, options: ConsultOptions): Promise<Witness[]> {
  const { frame, inUse, others, patienceMs, clock } = options;
  const own: Witness = {
    endpoint: inUse,
    statement: { kind: 'told', block: frame.block, taken: doubts.map(({ taken }) => taken) },
  };
  let askings: Asking[] = [];
  const witnesses = (): Witness[] => [
    own,
    ...askings.map(({ endpoint, statement }) => ({ endpoint, statement: statement() })),
  ];
  const isEnough = () => talliesOf(witnesses(), doubts).every(isSettled);
  const first = Math.max(...doubts.map(({ wanted }) => wanted)) - 1;
  await withPatience(options, async (signal) => {
    const ask = (endpoints: readonly Endpoint[]) => {
      askings = [...askings, ...endpoints.map((endpoint) => askEndpoint(endpoint, question, clock, signal))];
    };
    ask(others.slice(0, first));
    // The rest are asked as soon as it shows that these will not do, and at half time where nothing shows.
    await until(isEnough, askings, clock.pause(patienceMs / 2, signal));
    if (isEnough() || signal.aborted) return;
    ask(others.slice(first));
    await until(isEnough, askings, clock.pause(patienceMs, signal));
    // Who was asked last and had no time to answer has not been silent.
    if (!signal.aborted) askings = askings.filter((one, i) => i < first || one.isOver());
  });
  return witnesses();
}

/** What somebody said first stands where they do not answer the second time, or cannot read then what they could before. */
const askAgain = (
  witnesses: readonly Witness[],
  doubts: readonly Doubt[],
  question: Question,
  options: ConsultOptions,
): Promise<Witness[]> =>
  withPatience(options, (signal) =>
    Promise.all(
      witnesses.map(async (witness) => {
        if (witness.statement.kind !== 'told') return witness;
        const again = askEndpoint(witness.endpoint, question, options.clock, signal);
        await Promise.race([again.done, options.clock.pause(options.patienceMs, signal)]);
        const statement = again.statement();
        return doubts.every((doubt, i) => answerOf(statement, doubt, i).kind === 'told')
          ? { ...witness, statement }
          : witness;
      }),
    ),
  );

async function withPatience<Value>(
  { patienceMs, stop, clock }: ConsultOptions,
  doing: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  void clock.pause(patienceMs, signal).then(() => over.abort());
  try {
    return await doing(signal);
  } finally {
    over.abort();
  }
}

/** Resolves when it is enough, when all have said what they will, or when it is over; looks again after each. */
async function until(isEnough: () => boolean, askings: readonly Asking[], over: Promise<void>): Promise<void> {
  const pending = new Set(askings);
  let isOver = false;
  const end = over.then(() => {
    isOver = true;
  });
  const saying = new Map<Asking, Promise<void>>();
  for (const one of askings) {
    saying.set(
      one,
      one.done.then(() => void pending.delete(one)),
    );
  }
  while (pending.size > 0 && !isOver && !isEnough()) {
    await Promise.race([end, ...[...pending].flatMap((one) => saying.get(one) ?? [])]);
  }
}

/** One tally a doubt. */
const talliesOf = (witnesses: readonly Witness[], doubts: readonly Doubt[]): Tally[] =>
  doubts.map((doubt, i) =>
    tally(
      doubt.wanted,
      witnesses.map(({ statement }) => answerOf(statement, doubt, i)),
    ),
  );

function opinionOf(witnesses: readonly Witness[], found: Tally | undefined, i: number): Opinion {
  const statement = witnesses[found?.agreeing[0] ?? 0]?.statement;
  const taken = statement?.kind === 'told' ? statement.taken[i] : undefined;
  if (!found || !taken) throw new Error('what is believed was said by nobody');
  return { taken, agreement: found.agreement };
}
