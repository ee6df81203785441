import type { Recorder } from '../record/recorder.js';
import type { Book } from './book.js';
import type { Draft } from './decide.js';
import { recordDraft, type Tick } from './recordDraft.js';
import { type RecordInTurnOptions, recordInTurn, type Written, wantsRoom } from './recordInTurn.js';

export interface RecordDraftsOptions extends RecordInTurnOptions {
  stop: AbortSignal;
}

export type RecordDrafts = (tick: Tick, drafts: readonly Draft[]) => Promise<Written[]>;

/**
 * Writes down what a tick has decided, book by book. Under limits on several books none orders anything before the ledger knows what
 * each of them holds: those that want nothing of that come first, and at the first block of a run the others are written down as they
 * are before any of them is as it will be.
 */
export function createRecordDrafts(options: RecordDraftsOptions, recorder: Recorder): RecordDrafts {
  const { shared, stop } = options;
  const known = new Set<Book>();

  async function asTheyAre(tick: Tick, wanting: readonly Draft[]): Promise<void> {
    for (const draft of wanting) {
      if (known.has(draft.book)) continue;
      const { risk, projected } = draft.plan;
      await recordDraft(recorder, tick, { ...draft, plan: { risk, projected, decisions: [] }, prepared: [] });
    }
    // They were decided without that.
    shared.count();
  }

  return async (tick, drafts) => {
    const [wanting, others] = [drafts.filter(wantsRoom), drafts.filter((draft) => !wantsRoom(draft))];
    const records: Written[] = [];
    const record = async (some: readonly Draft[]): Promise<void> => {
      for (const draft of some) {
        if (stop.aborted) return;
        const written = await recordInTurn(options, recorder, tick, draft);
        if (written) records.push(written);
      }
    };
    await record(others);
    const isNew = drafts.length > 1 && drafts.some(({ book }) => !known.has(book));
    if (isNew && wanting.length > 0 && !stop.aborted) await asTheyAre(tick, wanting);
    await record(wanting);
    for (const { book } of drafts) known.add(book);
    return records;
  };
}
