import type { Part } from '../chains/part.js';
import { partOf } from '../chains/partOf.js';
import { tierOf } from '../model/agreement.js';
import { sheetsFor } from '../observe/takeSnapshots.js';
import { LedgerRace } from '../record/errors.js';
import type { Recorder, TickRecord } from '../record/recorder.js';
import { type DecideOptions, type Draft, decide } from './decide.js';
import { recordDraft, type Tick } from './recordDraft.js';
import type { SharedLimits } from './sharedLimits.js';

/** What was decided in the end, and what became of it. */
export type Written = [Draft, TickRecord];

export interface RecordInTurnOptions extends DecideOptions {
  shared: SharedLimits;
}

/**
 * Writes down what was decided, and tells the books on the strategy's other chains. Where one of those has made orders meanwhile,
 * it is decided anew with them, so that two chains never make up for the same delta: from here to what is told, one book at a time.
 * The same where a person has said something meanwhile of an order that it was decided on, and where limits count what another book,
 * decided at the same block, has ordered right before.
 * @returns null when people were quicker each time: nothing of the book's tick was written, and its next block decides.
 */
export async function recordInTurn(
  options: RecordInTurnOptions,
  recorder: Recorder,
  tick: Tick,
  draft: Draft,
): Promise<Written | null> {
  const { shared } = options;
  return shared.inTurn(async () => {
    const { book, taken, context } = draft;
    const isPassed = wantsRoom(draft) && shared.counted() !== draft.counted;
    const current = isPassed ? await decide(options, book, taken, context.agreement) : draft;
    const written = await recordAtSeat(options, recorder, tick, current);
    // A shadow orders nothing that anybody has to count.
    if (written && book.strategy.mode === 'live' && written[1].orders.length > 0) shared.count();
    return written;
  });
}

/** Whether something is to be done under limits that count more than the book itself: nothing that is not done takes room. */
export const wantsRoom = ({ context, plan }: Draft): boolean =>
  context.surroundings !== undefined &&
  (plan.desk !== undefined || plan.decisions.some(({ verdict }) => verdict === 'act'));

async function recordAtSeat(
  options: DecideOptions,
  recorder: Recorder,
  tick: Tick,
  draft: Draft,
): Promise<Written | null> {
  const { book, taken, heard, context } = draft;
  const { seat } = book;
  const anew = (whose?: 'rules') => decide(options, book, taken, context.agreement, whose);
  if (!seat) return recordOrAnew(options, recorder, tick, draft, anew);
  return seat.inTurn(async () => {
    const current = seat.madeByOthers() !== heard ? await anew() : draft;
    const written = await recordOrAnew(options, recorder, tick, current, anew);
    if (written) seat.tell(toldOf(options, tick, ...written), written[1].orders.length);
    return written;
  });
}

/** So often at one block; no rescue waits for as long as somebody types: the last time it is decided without people's orders. */
const mostTries = 3;

async function recordOrAnew(
  { log }: Pick<DecideOptions, 'log'>,
  recorder: Recorder,
  tick: Tick,
  first: Draft,
  anew: (whose?: 'rules') => Promise<Draft>,
): Promise<Written | null> {
  let draft = first;
  for (let tries = 1; ; tries++) {
    try {
      return [draft, await recordDraft(recorder, tick, draft)];
    } catch (error) {
      if (!(error instanceof LedgerRace)) throw error;
      const facts = { at: 'keeper', strategy: draft.book.strategy.name, error: error.shortMessage };
      if (tries === mostTries) {
        log.warn(facts, 'left to the next block');
        return null;
      }
      log.info(facts, 'decided anew');
      draft = tries === mostTries - 1 ? await anew('rules') : await anew();
    }
  }
}

/** With the orders that were just made: from now on they are in flight. A shadow's never are. */
function toldOf(
  { chainId, headAge }: DecideOptions,
  { multicall3, sheets }: Tick,
  { book: { strategy, venues, opening }, taken: { snapshot, transcripts }, context }: Draft,
  { orders }: TickRecord,
): Part {
  const made = strategy.mode === 'live' ? orders.map(({ order }) => order) : [];
  const quoted = sheetsFor(venues.values(), sheets);
  const inputs = {
    ...{ chain: strategy.chain, chainId, account: strategy.account, block: snapshot.block },
    ...{ multicall3, opening, transcripts },
    ...(quoted.size > 0 ? { sheets: quoted } : {}),
    orders: [...context.openOrders, ...made],
    ...(headAge === undefined ? {} : { headAge }),
    doubt: doubtOf(context.agreement, strategy),
  };
  return partOf(inputs, snapshot, venues);
}

/** Why not as many endpoints say the same of the block as the least of orders asks for; null when they do. */
function doubtOf(
  agreement: Draft['context']['agreement'],
  { atStake, chain }: Pick<Draft['book']['strategy'], 'atStake' | 'chain'>,
): string | null {
  const { endpoints } = tierOf(atStake, 0);
  if (endpoints <= 1) return null;
  if (!agreement) return `no other endpoint was asked about ${chain}`;
  const { agreed, differed, opening = endpoints } = agreement;
  if (differed >= agreed) return `${differed} endpoints of ${chain} say something else of its block`;
  const least = Math.min(agreed, opening);
  return least >= endpoints ? null : `${least} of the ${endpoints} endpoints that are asked for agree about ${chain}`;
}
