import type { Block } from '../../model/snapshot.js';
import type { SnapshotFrame, TakenSnapshot, Watched } from '../takeSnapshots.js';

/** What every endpoint is asked: the same accounts, read at the same block hash. */
export interface Question {
  frame: SnapshotFrame;
  watched: readonly Watched[];
}

/** What one endpoint says of a block. No answer, an old answer and another answer are three different things. */
export type Statement =
  | { kind: 'told'; block: Block; taken: readonly TakenSnapshot[] }
  /** It does not have the block, or not yet what the block holds. */
  | { kind: 'behind'; text: string }
  | { kind: 'silent'; text: string };
