import type { Beside } from '../execute/follow/beside.js';
import { type Agreement, tierOf } from '../model/agreement.js';
import type { Log } from '../model/log.js';
import type { Unasked } from '../observe/agreement/audit.js';
import type { OpeningWatch } from '../observe/agreement/openingWatch.js';
import { secondOpinions } from '../observe/agreement/secondOpinions.js';
import type { EndpointPool } from '../observe/endpoints/endpointPool.js';
import { endpointsWanted } from '../plan/endpointsWanted.js';
import { watchedOf } from './book.js';
import { type DecideOptions, type Draft, decide } from './decide.js';
import type { Seen } from './observeBlock.js';

export interface AgreeOnOptions extends DecideOptions {
  pool: EndpointPool;
  /** Where few have said yet where venues are; absent where enough have. */
  opening?: OpeningWatch;
  log: Log;
  stop: AbortSignal;
}

/** How long others may take to say whether a block is as it seems: one that is a block behind, for which that is time enough. */
const usualPatienceMs = 2_000;
/** What saves an account goes either way, so it hardly waits. */
const survivalPatienceMs = 500;

/**
 * Where something is to be done, others are asked first whether the block is as the endpoint in use says it is, and it is
 * decided anew on what most of them say. Where nothing is to be done nobody is asked, but for an audit now and then.
 */
export async function agreeOn(
  options: AgreeOnOptions,
  audit: Beside<Unasked>,
  { frame, endpoint, others }: Seen,
  drafts: readonly Draft[],
): Promise<readonly Draft[]> {
  const all = drafts.map((draft) => {
    const { book, taken } = draft;
    const wanted = wantedFor(draft);
    return { draft, doubt: { watched: watchedOf(book), taken, wanted } };
  });
  const doubted = all.filter(({ doubt }) => doubt.wanted > 1);
  if (doubted.length === 0) {
    // Nothing waits for it: what it finds is for the next tick.
    const doubts = all.map(({ doubt }) => ({ ...doubt, wanted: 2 }));
    audit.begin({ frame, inUse: endpoint, others, doubts });
    return drafts;
  }
  const patienceMs = drafts.some(isUrgent) ? survivalPatienceMs : usualPatienceMs;
  const { pool, log, stop } = options;
  const opinions = await secondOpinions(
    doubted.map(({ doubt }) => doubt),
    { pool, log, stop, frame, inUse: endpoint, others, patienceMs },
  );
  return Promise.all(
    drafts.map((draft) => {
      const opinion = opinions[doubted.findIndex((one) => one.draft === draft)];
      return opinion ? decide(options, draft.book, opinion.taken, withOpening(opinion.agreement, options)) : draft;
    }),
  );
}

/** What the books on other chains are told of this one, they may act on: so it is as well founded as the least of orders. */
function wantedFor({ book: { strategy, seat }, plan }: Draft): number {
  const wanted = endpointsWanted(strategy, plan.decisions);
  return seat ? Math.max(wanted, tierOf(strategy.atStake, 0).endpoints) : wanted;
}

const isUrgent = ({ plan }: Draft): boolean =>
  plan.decisions.some(({ verdict, orderClass }) => verdict === 'act' && orderClass === 'survive');

const withOpening = (agreement: Agreement, { opening }: AgreeOnOptions): Agreement =>
  opening ? { ...agreement, opening: opening.vouched() } : agreement;
