import type { Part } from '../chains/part.js';
import { partOf } from '../chains/partOf.js';
import { tierOf } from '../model/agreement.js';
import { sheetsFor } from '../observe/takeSnapshots.js';
import type { Recorder, TickRecord } from '../record/recorder.js';
import { type DecideOptions, type Draft, decide } from './decide.js';
import { recordDraft, type Tick } from './recordDraft.js';

/**
 * Writes down what was decided, and tells the books on the strategy's other chains. Where one of those has made orders meanwhile,
 * it is decided anew with them, so that two chains never make up for the same delta: from here to what is told, one book at a time.
 */
export async function recordInTurn(
  options: DecideOptions,
  recorder: Recorder,
  tick: Tick,
  draft: Draft,
): Promise<[Draft, TickRecord]> {
  const { book, taken, heard, context } = draft;
  const { seat } = book;
  if (!seat) return [draft, await recordDraft(recorder, tick, draft)];
  return seat.inTurn(async () => {
    const isOld = seat.madeByOthers() !== heard;
    const current = isOld ? await decide(options, book, taken, context.agreement) : draft;
    const record = await recordDraft(recorder, tick, current);
    seat.tell(toldOf(options, tick, current, record), record.orders.length);
    return [current, record];
  });
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
