import type { DeskEvent, WorkedParent } from '../../model/desk.js';
import type { ParentEvent } from '../../model/parentEvent.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';

/** Something is written of an order, and nothing is decided. */
export function onlyEvents(
  { portfolio, usage }: Turn,
  { id }: Pick<WorkedParent, 'id'>,
  told: readonly { event: ParentEvent; text: string }[],
): RowDecided {
  const events = told.map(({ event, text }): DeskEvent => ({ kind: 'parent', parent: id, event, text }));
  return { decisions: [], portfolio, usage, events };
}

/** Something is waited for, which is not worth a decision. */
export const nothingNew = ({ portfolio, usage }: Turn): RowDecided => ({ decisions: [], portfolio, usage });
