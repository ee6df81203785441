import { bookName, chainsOf, strategyOn } from '../../chains/strategyOn.js';
import { loadConfig } from '../../config/loadConfig.js';
import type { Settings } from '../../config/settings.js';
import { shortMessageOf } from '../../model/error.js';
import { shortId } from '../../model/order.js';
import { movesAbout, type Strategy } from '../../model/strategy.js';
import { sharedSolver } from '../../plan/collateral/sharedSolver.js';
import type { DecisionDraft } from '../../plan/plan.js';
import { encodeJson } from '../../record/json.js';
import type { Ledger } from '../../record/ledger.js';
import { decisionsOfTick } from '../../record/queries/decisionsOfTick.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { recordedTicks } from '../../record/queries/recordedTicks.js';
import { snapshotOf } from '../../record/queries/snapshotOf.js';
import { strategySource } from '../../record/queries/strategySource.js';
import type { RecordedInputs } from '../../record/recorder.js';
import { replayDecision } from '../../record/replayDecision.js';
import { venueRequestsOf } from '../openBooks.js';
import { termsText } from '../words/terms.js';

export interface ReplayNewestOptions {
  ledger: Ledger;
  settings: Settings;
  /** As it is on the disk: says which books there are. */
  strategy: Strategy;
  env: Readonly<Record<string, string | undefined>>;
  /** Blocks of each book. */
  limit: number;
}

/** What this program makes of what was decided lately. */
export interface ReplayedNewest {
  ticks: number;
  decisions: number;
  /** In a sentence each: what this program would have done otherwise. Empty where it is all the same. */
  differences: string[];
  /** Why some could not be decided again. */
  untold: string[];
}

/**
 * Decides the newest recorded blocks of a strategy's books again, each by the very file that decided it, and compares what comes of it
 * with what was decided: verdict, order and the bytes of its transactions.
 */
export async function replayNewest(options: ReplayNewestOptions): Promise<ReplayedNewest> {
  const found: ReplayedNewest = { ticks: 0, decisions: 0, differences: [], untold: [] };
  const { ledger, strategy, limit } = options;
  for (const { chain } of chainsOf(strategy)) {
    const book = bookName(strategyOn(strategy, chain));
    for (const tick of await recordedTicks(ledger, book, limit)) {
      try {
        await replayTick(options, chain, tick, found);
      } catch (error) {
        found.untold.push(`${book}, block ${tick.blockNumber}: ${shortMessageOf(error)}`);
      }
    }
  }
  return found;
}

async function replayTick(
  { ledger, settings, strategy, env }: ReplayNewestOptions,
  chain: string,
  tick: RecordedTick,
  found: ReplayedNewest,
): Promise<void> {
  const source = await strategySource(ledger, tick.strategyHash);
  if (source === undefined) throw new Error('the file that decided it is not in the ledger');
  const texts = new Map([[strategy.file, Buffer.from(source)]]);
  const { strategies } = loadConfig({
    ...{ settingsFile: settings.file, strategyFiles: [strategy.file], env, needsKeys: false, texts },
  });
  const [decidedBy] = strategies;
  if (!decidedBy) throw new Error('the file that decided it is no strategy any more');
  const requests = new Map(
    chainsOf(decidedBy).flatMap((one) => {
      const declared = settings.chains[one.chain];
      return declared ? [[one.chain, venueRequestsOf(strategyOn(decidedBy, one.chain), declared)] as const] : [];
    }),
  );
  const own = strategyOn(decidedBy, chain);
  // Written by the recorder, in this shape.
  const inputs = (await snapshotOf(ledger, tick.id)) as RecordedInputs;
  const solver = movesAbout(own) ? await sharedSolver() : undefined;
  const { prepared } = replayDecision(inputs, own, requests.get(chain) ?? [], requests, solver);

  const left = prepared.map(({ decision, steps }) => ({ decision, key: keyOf(decision), steps: encodeJson(steps) }));
  const told = (text: string) => found.differences.push(`${own.name}, block ${tick.blockNumber}: ${text}`);
  const recorded = await decisionsOfTick(ledger, tick.id);
  found.ticks += 1;
  found.decisions += recorded.length;
  const unmatched = recorded.filter(({ decision, steps }) => {
    const key = keyOf(decision);
    const bytes = steps && encodeJson(steps);
    const same = left.findIndex((one) => one.key === key && (bytes === null || one.steps === bytes));
    if (same < 0) return true;
    left.splice(same, 1);
    return false;
  });
  for (const { decision } of unmatched) {
    const instead = left.findIndex(
      (one) => one.decision.rule === decision.rule && subjectOf(one.decision) === subjectOf(decision),
    );
    const [now] = instead < 0 ? [] : left.splice(instead, 1);
    const was = `decision ${shortId(decision.id)} of ${decision.rule} was ${sayDraft(decision)}`;
    if (!now) told(`${was}; this version decides nothing there`);
    else if (now.key === keyOf(decision)) told(`${was}; this version would send other bytes for it`);
    else told(`${was}; this version says ${sayDraft(now.decision)}`);
  }
  // A refusal that stands is recorded once and not with each block: only what would be sent is new.
  for (const { decision } of left.filter((one) => one.decision.verdict === 'act'))
    told(`${decision.rule} decided nothing; this version says ${sayDraft(decision)}`);
}

type Drafted = Pick<DecisionDraft, 'rule' | 'subject' | 'verdict' | 'action' | 'because' | 'not'>;

const subjectOf = ({ subject }: Drafted): string => encodeJson(subject);

/** What a decision comes to, without how it is told. */
const keyOf = ({ rule, subject, verdict, action }: Drafted): string =>
  encodeJson([rule, subject, verdict, action === null ? null : [action.terms, action.orderClass]]);

function sayDraft({ verdict, action, not, because }: Drafted): string {
  if (action !== null && (verdict === 'act' || verdict === 'review'))
    return `${verdict} (${termsText(action.terms, action.step)})`;
  const [why = because[0] ?? ''] = not;
  return why === '' ? verdict : `${verdict} (${why})`;
}
