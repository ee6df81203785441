import { sayNumber } from '../../assess/sayNumber.js';
import type { Alternative } from '../../model/decision.js';
import type { Underlying } from '../../model/instrument.js';
import type { Snapshot } from '../../model/snapshot.js';
import { type CostPart, comparedBy } from './compared.js';
import type { HedgeLeg } from './hedgeLeg.js';
import type { Settled } from './settle.js';
import type { Trial } from './trialOf.js';

export interface Told {
  snapshot: Snapshot;
  trials: readonly Trial[];
  settled: Settled;
  legs: readonly HedgeLeg[];
  /** Positive. */
  wanted: number;
  underlying: Underlying;
  leftOut: ReadonlySet<CostPart>;
}

/** What each way would have done alone; not that which was chosen to do it alone. */
export function alternativesOf(told: Told): Alternative[] {
  const { snapshot, trials, legs, wanted, leftOut } = told;
  const chosen = legs.reduce((sum, leg) => sum + comparedBy(leg, leftOut), 0);
  const isWhole = isReached(told);
  return trials.flatMap((trial): Alternative[] => {
    const describe = `all on ${trial.way.name}`;
    if (isWhole && legs.length === 1 && legs[0]?.on === trial.way.on) return [];
    const cannot = whyNotAll(told, trial);
    if (cannot !== null) return [{ describe, cost: null, not: cannot }];
    const done = trial.at(snapshot, wanted, leftOut);
    if (typeof done === 'string') return [{ describe, cost: null, not: done }];
    const dearer = comparedBy(done, leftOut) - chosen;
    return [{ describe, cost: done.cost, not: dearer > 0.005 ? `dearer by ${usd(dearer)}` : 'no cheaper' }];
  });
}

export function sayRouting(told: Told): string[] {
  const { legs, wanted, underlying, leftOut, trials } = told;
  const says: string[] = [];
  if (legs.length > 1) {
    says.push(
      `in ${legs.length} parts: ${legs.map(({ describe, cost }) => `${describe} (${usd(cost.total)})`).join(', ')}`,
    );
  }
  if (leftOut.size > 0 && trials.length > 1) {
    says.push(`compared without ${[...leftOut].join(' and ')}, which not every way can tell`);
  }
  if (!isReached(told)) {
    const reached = legs.reduce((sum, { delta }) => sum + Math.abs(delta), 0);
    const why = trials.flatMap((trial) => {
      const cannot = whyNotAll(told, trial) ?? whyNotBeside(told, trial);
      return cannot === null ? [] : [`${trial.way.name} ${cannot}`];
    });
    const all = `${sayNumber(reached)} of ${sayNumber(wanted)} ${underlying} can be traded`;
    says.push(why.length > 0 ? `${all}: ${why.join('; ')}` : all);
  }
  return says;
}

/** `takes 3.2 ETH at most: not enough free collateral`; null for a way that would take all of it, alone. */
function whyNotAll({ snapshot, settled, wanted, underlying, leftOut }: Told, trial: Trial): string | null {
  const alone = settled.split.alone.find(({ route }) => route.id === trial.way.name)?.most ?? 0;
  const takes = alone > 0 ? `takes ${sayNumber(alone)} ${underlying} at most` : 'takes nothing';
  const asked = Math.min(wanted, trial.most);
  const done = alone < asked * (1 - 1e-6) || asked === wanted ? trial.at(snapshot, asked, leftOut) : null;
  if (typeof done === 'string') return `${takes}: ${done}`;
  return asked < wanted * (1 - 1e-9) ? `${takes}: ${trial.bound}` : null;
}

/** Ways that share a wallet or a margin account. */
function whyNotBeside({ settled, underlying }: Told, trial: Trial): string | null {
  const beside = settled.beside.get(trial);
  return beside ? `takes ${sayNumber(beside.most)} ${underlying} beside the others: ${beside.why}` : null;
}

const isReached = ({ legs, wanted }: Told): boolean =>
  Math.abs(legs.reduce((sum, { delta }) => sum + Math.abs(delta), 0) - wanted) <= 1e-9 * wanted;

const usd = (value: number): string =>
  Number.isFinite(value) ? `${sayNumber(Number(value.toFixed(2)))} usd` : 'unknown';
