import type { UnsolicitedChange } from '../../model/venueOrder.js';
import type { UnsolicitedRow } from '../../record/queries/unsolicited.js';
import { ago } from '../words/numbers.js';
import { red, table, yellow } from './table.js';

/** What changed positions though no order of ours asked for it, newest first; empty when nothing did. */
export function unsolicitedText(changes: readonly UnsolicitedRow[], now: number): string {
  if (changes.length === 0) return '';
  return table(changes, [
    { title: 'not asked for', cell: ({ kind }) => paint(kind) },
    { title: 'seen', cell: ({ at }) => ago(now - at) },
    { title: 'margin account', cell: ({ marginAccount }) => marginAccount },
    { title: 'what', cell: ({ text }) => text },
    { title: 'transaction', cell: ({ transactionHash }) => transactionHash },
  ]);
}

const kindWords: Readonly<Record<UnsolicitedChange['kind'], string>> = {
  liquidation: 'liquidation',
  autoDeleveraging: 'auto-deleveraging',
  byHand: 'by hand',
};

const paint = (kind: UnsolicitedChange['kind']): string => (kind === 'byHand' ? yellow : red)(kindWords[kind]);
