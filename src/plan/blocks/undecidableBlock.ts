import type { BlockState } from '../../model/desk.js';
import { shortMessageOf } from '../../model/error.js';
import { shortId } from '../../model/order.js';
import type { DecisionDraft } from '../plan.js';
import { draftOf } from './sendTransfer.js';

/** Deciding on a block threw: nothing is done of it, people are told, and the rest of the plan goes on. */
export function undecidableBlock(block: BlockState, error: unknown): DecisionDraft[] {
  const [about] = block.parents;
  if (!about) return [];
  const draft = draftOf(block, about, [`what becomes of block ${shortId(block.id)}`]);
  return [{ ...draft, verdict: 'refused', not: [shortMessageOf(error)] }];
}
