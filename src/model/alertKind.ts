import { type AlertCode, type AlertSeverity, alertKinds } from './alert.js';
import { nothingToStop, type RunbookChapter } from './runbook/chapter.js';
import { runbook } from './runbook/runbook.js';

/** Everything that is known of a kind of alert. */
export interface ToldKind extends RunbookChapter {
  severity: AlertSeverity;
  says: string;
  does: string;
  mend: string;
}

/** What a kind of alert means. A ledger may hold alerts of another version: what this one does not know is shown as it is. */
export const kindOf = (code: AlertCode): ToldKind =>
  Object.hasOwn(alertKinds, code) ? { ...alertKinds[code], ...runbook[code] } : unknownKind;

/** Where the chapter on it is, in the folder of this version. */
export const runbookOf = (code: AlertCode): string => `docs/runbook.md#${code.toLowerCase()}`;

const unknownKind: ToldKind = {
  severity: 'warning',
  says: 'this version does not know the alert',
  does: 'nothing',
  mend: 'see docs/alerts.md of the version that raised it',
  why: 'another version of ballast raised it',
  next: 'never, by this version',
  stop: nothingToStop,
  steps: ['see docs/alerts.md of the version that raised it'],
  closes: 'with that version',
};
