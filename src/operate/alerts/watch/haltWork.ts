import type { UnixMillis } from '../../../model/units.js';
import type { Work } from '../../../record/ledger.js';
import type { RecordedAlert } from '../../../record/queries/alerts.js';
import { raiseAlert, resolveAlert } from '../../../record/statements/alerts.js';
import type { OverviewView } from '../../views/overview.js';

/** What is to be written of a halt: one that is forgotten lets accounts be liquidated, so it is told as long as it lasts. */
export function haltWork(
  { state, author, reason }: OverviewView['trading'],
  open: readonly RecordedAlert[],
  at: UnixMillis,
): Work {
  const alert = { code: 'TRADING_HALTED', subject: 'trading', at } as const;
  const isKnown = open.some(({ code }) => code === alert.code);
  if (state !== 'halted') return isKnown ? [resolveAlert(alert)] : [];
  return isKnown ? [] : [raiseAlert({ ...alert, text: `halted by ${author}${reason === '' ? '' : `: ${reason}`}` })];
}
