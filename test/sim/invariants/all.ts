import type { Evidence, Invariant } from '../evidence.js';
import { budgets } from './budgets.js';
import { ledgerAgrees } from './ledgerAgrees.js';
import { livesOn } from './livesOn.js';
import { noNonceGap } from './noNonceGap.js';
import { oneEffect } from './oneEffect.js';
import { settles } from './settles.js';
import { surviveGoes } from './surviveGoes.js';
import { unknownIsAlerted } from './unknownIsAlerted.js';
import { withinTargets } from './withinTargets.js';
import { writeAhead } from './writeAhead.js';

/** The laws, by the names that a failing seed is told with. */
export const invariants = {
  'write ahead': writeAhead,
  'one effect': oneEffect,
  'no nonce gap': noNonceGap,
  budgets,
  'survive goes': surviveGoes,
  'ledger agrees': ledgerAgrees,
  'unknown is alerted': unknownIsAlerted,
  settles,
  'within targets': withinTargets,
  'lives on': livesOn,
} as const satisfies Readonly<Record<string, Invariant>>;

export const broken = (evidence: Evidence): { invariant: string; text: string }[] =>
  Object.entries(invariants).flatMap(([invariant, law]) => law(evidence).map((text) => ({ invariant, text })));
