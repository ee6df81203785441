import type { Plan } from './plan.js';
import type { PreparedDecision } from './preparedDecision.js';

/**
 * The plan without the rows of which a venue would not take a step: half a row must not be sent. The other steps become `refused`
 * as well, and name the one that was. Everything is to be prepared again then, since later actions stood on theirs.
 * @returns null where every row is whole
 */
export function withoutBrokenRows(plan: Plan, prepared: readonly PreparedDecision[]): Plan | null {
  const refused = new Map<string, string>();
  for (const { decision } of prepared) {
    const step = decision.action?.step;
    if (step && decision.verdict === 'refused' && !refused.has(step.key) && isWanted(plan, step.key))
      refused.set(
        step.key,
        `step ${step.index + 1} of ${step.of} was refused: ${decision.not.at(-1) ?? 'for no reason'}`,
      );
  }
  if (refused.size === 0) return null;
  const asPrepared = prepared.map(({ decision }) => decision);
  const decisions = plan.decisions.map((decision, i) => {
    const why = refused.get(decision.action?.step?.key ?? '');
    if (why === undefined) return decision;
    const own = asPrepared[i];
    // The step itself keeps its venue's own words.
    if (own?.verdict === 'refused') return own;
    return { ...decision, verdict: 'refused' as const, not: [...decision.not, why] };
  });
  return { ...plan, decisions };
}

const isWanted = ({ decisions }: Plan, key: string): boolean =>
  decisions.some(({ verdict, action }) => verdict === 'act' && action?.step?.key === key);
