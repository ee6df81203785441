import type { AlertCode } from '../alert.js';
import { chainChapters } from './chains.js';
import type { RunbookChapter } from './chapter.js';
import { houseChapters } from './house.js';
import { orderChapters } from './orders.js';
import { transactionChapters } from './transactions.js';

/** A chapter for each kind of alert: one without does not compile. */
export const runbook: Readonly<Record<AlertCode, RunbookChapter>> = {
  ...chainChapters,
  ...transactionChapters,
  ...orderChapters,
  ...houseChapters,
};
