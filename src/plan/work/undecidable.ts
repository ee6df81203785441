import type { WorkedParent } from '../../model/desk.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { UnixMillis } from '../../model/units.js';
import type { RowDecided } from '../decideRow.js';
import { sayDefect } from '../sayDefect.js';
import type { Turn } from '../turn.js';
import { draftFor } from './parentTerms.js';
import { sayStalled } from './stalled.js';

/**
 * Why nothing can be decided of an order, in sentences, where deciding on it threw. A refusal is a reason like any other; what nobody
 * has foreseen is a defect, and people are told of it at once.
 */
export function whyUndecidable(
  error: unknown,
  parent: Pick<WorkedParent, 'acceptedAt' | 'createdAt' | 'children'>,
  now: UnixMillis,
): string[] {
  const why = shortMessageOf(error);
  return error instanceof BallastError ? [why, ...sayStalled(parent, now)] : [sayDefect(error)];
}

/** Nothing is done of these orders, and nothing else is held up: the rest of the plan goes on without them. */
export function undecidable(
  { portfolio, usage, input }: Turn,
  parents: readonly WorkedParent[],
  error: unknown,
): RowDecided {
  const decisions = parents.map((parent) => {
    const { acceptedAt, author } = parent;
    const draft = draftFor(parent, acceptedAt === null ? 'capture' : 'work', [`asked for by ${author}`]);
    return { ...draft, verdict: 'refused', not: whyUndecidable(error, parent, input.now) } as const;
  });
  return { decisions, portfolio, usage };
}
