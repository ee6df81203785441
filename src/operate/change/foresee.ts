import { bookName, chainsOf, strategyOn } from '../../chains/strategyOn.js';
import type { Settings } from '../../config/settings.js';
import { shortMessageOf } from '../../model/error.js';
import type { DecisionPair, DecisionSaid, Foresight } from '../../model/proposal.js';
import { movesAbout, type Strategy } from '../../model/strategy.js';
import { sharedSolver } from '../../plan/collateral/sharedSolver.js';
import type { PreparedDecision } from '../../plan/preparedDecision.js';
import { historyKey } from '../../plan/ruleHistory.js';
import type { Ledger } from '../../record/ledger.js';
import { planContext } from '../../record/planContext.js';
import { newestSnapshot } from '../../record/queries/newestSnapshot.js';
import type { RecordedInputs } from '../../record/recorder.js';
import { replayDecision } from '../../record/replayDecision.js';
import { venueRequestsOf } from '../openBooks.js';
import { subjectText } from '../views/subjectText.js';
import { termsText } from '../words/terms.js';

/** What can be said of it, or why nothing can. */
export type Foreseen = { foresight: Foresight; untold: '' } | { foresight: null; untold: string };

/**
 * What the running file and a new one would decide on the newest block that the ledger holds, with what is open and allowed now.
 * Nothing of it is recorded: no cooldown begins, and nothing is in flight for it.
 */
export async function foresee(
  ledger: Ledger,
  settings: Pick<Settings, 'chains'>,
  before: Strategy,
  after: Strategy,
): Promise<Foreseen> {
  if (watchedOf(before, settings) !== watchedOf(after, settings))
    return untold('it watches something else, which has not been read yet');
  const pairs: DecisionPair[] = [];
  let told: Omit<Foresight, 'pairs'> | null = null;
  try {
    for (const { chain } of chainsOf(before)) {
      const recorded = await newestSnapshot(ledger, bookName(strategyOn(before, chain)));
      if (!recorded) return untold('no block is recorded yet');
      const { tick, inputs } = recorded;
      told ??= { block: String(tick.blockNumber), at: tick.at };
      const [was, is] = [
        await decided(ledger, settings, before, chain, inputs),
        await decided(ledger, settings, after, chain, inputs),
      ];
      pairs.push(...paired(was, is));
    }
  } catch (error) {
    return untold(`the newest recorded block cannot be decided again: ${shortMessageOf(error)}`);
  }
  return told ? { foresight: { ...told, pairs }, untold: '' } : untold('nothing is watched');
}

const untold = (text: string): Foreseen => ({ foresight: null, untold: text });

const watchedOf = (strategy: Strategy, { chains }: Pick<Settings, 'chains'>): string =>
  JSON.stringify(
    chainsOf(strategy).map(({ chain }) => {
      const settings = chains[chain];
      if (!settings) return chain;
      return venueRequestsOf(strategyOn(strategy, chain), settings).map(({ kind, names }) => [kind.id, names]);
    }),
  );

async function decided(
  ledger: Ledger,
  { chains }: Pick<Settings, 'chains'>,
  strategy: Strategy,
  chain: string,
  inputs: RecordedInputs,
): Promise<readonly PreparedDecision[]> {
  const own = strategyOn(strategy, chain);
  const requests = new Map(
    chainsOf(strategy).flatMap((one) => {
      const settings = chains[one.chain];
      return settings ? [[one.chain, venueRequestsOf(strategyOn(strategy, one.chain), settings)] as const] : [];
    }),
  );
  // As of the block: what is fresh then must not be old for that alone.
  const { history, ...now } = await planContext(ledger, own, inputs.chainId, inputs.context.now);
  const context = { ...inputs.context, ...now, history: [...history] };
  const solver = movesAbout(own) ? await sharedSolver() : undefined;
  return replayDecision({ ...inputs, context }, own, requests.get(chain) ?? [], requests, solver).prepared;
}

function paired(was: readonly PreparedDecision[], is: readonly PreparedDecision[]): DecisionPair[] {
  const keyOf = ({ decision: { rule, subject } }: PreparedDecision) => historyKey(rule, subject);
  const before = new Map(was.toReversed().map((one) => [keyOf(one), one]));
  const after = new Map(is.toReversed().map((one) => [keyOf(one), one]));
  const abouts = new Map([...was, ...is].map((one) => [keyOf(one), one.decision]));
  const saidOf = (one: PreparedDecision | undefined) => (one ? said(one) : null);
  return [...abouts].map(([key, { rule, subject }]) => ({
    ...{ rule, subject: subjectText(subject, new Map()) },
    ...{ before: saidOf(before.get(key)), after: saidOf(after.get(key)) },
  }));
}

function said({ decision: { verdict, action, because, not } }: PreparedDecision): DecisionSaid {
  const sends = action !== null && (verdict === 'act' || verdict === 'review');
  return {
    verdict,
    order: sends ? termsText(action.terms, action.step) : '',
    notionalUsd: sends ? action.notional : null,
    text: (verdict === 'act' ? because : not)[0] ?? because[0] ?? '',
  };
}
