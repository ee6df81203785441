import { type Whole, withElsewhere } from '../chains/withElsewhere.js';
import type { Agreement } from '../model/agreement.js';
import { emptyDesk } from '../model/desk.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import type { Snapshot } from '../model/snapshot.js';
import { movesAbout } from '../model/strategy.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import type { TakenSnapshot } from '../observe/takeSnapshots.js';
import { sharedSolver } from '../plan/collateral/sharedSolver.js';
import { wantsForecast } from '../plan/outlookOf.js';
import type { PlanInput } from '../plan/plan.js';
import { planTick } from '../plan/planTick.js';
import { prepareOrders } from '../plan/prepareOrders.js';
import type { Ledger } from '../record/ledger.js';
import { type PlanContext, planContext } from '../record/planContext.js';
import type { Book } from './book.js';
import type { Forecaster } from './forecaster.js';
import { looseNow } from './looseNow.js';
import type { SharedLimits } from './sharedLimits.js';

export interface DecideOptions {
  ledger: Ledger;
  chainId: number;
  headAge?: Milliseconds;
  now: () => UnixMillis;
  forecaster: Forecaster;
  shared: Pick<SharedLimits, 'counted'>;
  log: Log;
}

/** What would be done for one book, before anything of it is recorded. */
export interface Draft extends ReturnType<typeof prepareOrders>, Whole {
  book: Book;
  /** Of the book's own chain; `snapshot` and `venues` are those of the whole portfolio. */
  taken: TakenSnapshot;
  /** How many orders of the strategy's other chains were known. */
  heard: number;
  /** How often other books had ordered something. */
  counted: number;
  context: PlanContext;
}

/**
 * Assess, plan and guard, on what was seen and what the ledger knows.
 * @param agreement - What others said of the block, once asked.
 * @param whose - `rules`: as if nobody had asked for an order, so that nothing people say meanwhile can be in the way of a rescue.
 */
export async function decide(
  { ledger, chainId, headAge, now, forecaster, shared, log }: DecideOptions,
  book: Book,
  taken: TakenSnapshot,
  agreement?: Agreement,
  whose: 'all' | 'rules' = 'all',
): Promise<Draft> {
  const { strategy, seat } = book;
  // Before the ledger is read: what is written meanwhile may not have been seen.
  const counted = shared.counted();
  const known = withoutOrders(await planContext(ledger, strategy, chainId, now()), whose);
  const heard = seat?.madeByOthers() ?? 0;
  const parts = seat?.others() ?? [];
  const own = { snapshot: taken.snapshot, venues: book.venues };
  const { snapshot, venues } = seat ? withElsewhere(own, strategy, parts, known.now) : own;
  const context = {
    ...known,
    ...(seat ? { elsewhere: parts.map(({ inputs }) => inputs) } : {}),
    ...(agreement ? { agreement } : {}),
    ...(headAge === undefined ? {} : { headAge }),
    ...(wantsForecast(strategy) ? await foretold(forecaster, book, snapshot) : {}),
    ...(usesLoose(strategy) ? { loose: (await looseNow(ledger, taken.snapshot, known.now)).loose } : {}),
  };
  const solver = movesAbout(strategy) ? await solverOrNone(log) : {};
  const plan = planTick({ strategy, snapshot, venues, ...context, ...solver });
  const prepared = prepareOrders({ strategy, snapshot, venues, openOrders: context.openOrders, plan });
  return { book, taken, snapshot, venues, heard, counted, context, ...prepared };
}

function withoutOrders({ desk, ...known }: PlanContext, whose: 'all' | 'rules'): PlanContext {
  if (!desk) return known;
  return { ...known, desk: whose === 'all' ? desk : { ...emptyDesk, breaks: desk.breaks, reviews: desk.reviews } };
}

/** A rebalancing puts it back or uses it; a hedge sells what it has drawn before it draws more. */
const usesLoose = ({ rules }: Book['strategy']): boolean =>
  rules.some(({ kind }) => kind === 'rebalance' || kind === 'hedge');

/** Absent where it cannot be loaded: what needs it is refused and says so, and every other rule goes on. */
async function solverOrNone(log: Log): Promise<Pick<PlanInput, 'solver'>> {
  try {
    return { solver: await sharedSolver() };
  } catch (error) {
    log.error({ at: 'decide', error: shortMessageOf(error) }, 'no solver for collateral');
    return {};
  }
}

/** Absent where it cannot be made: no rescue waits for that, and the sample, which fails over the same, tells the operator. */
async function foretold(
  forecaster: Forecaster,
  { strategy }: Book,
  snapshot: Snapshot,
): Promise<Pick<PlanContext, 'forecast'>> {
  try {
    return { forecast: await forecaster(strategy, snapshot) };
  } catch {
    return {};
  }
}
