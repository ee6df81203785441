import type { Check } from '../../../src/model/decision.js';
import type { InstrumentId } from '../../../src/model/instrument.js';
import type { Strategy } from '../../../src/model/strategy.js';
import type { RecordedDecision } from '../../../src/record/queries/recordedDecision.js';
import { type Asked, whyNotLetPass } from './approvals.js';
import { boundsOf } from './boundsOf.js';
import { noteNear, type Proof } from './proof.js';

/** Became an order, or was taken on as one. */
export const isDone = ({ kind, verdict, not }: Pick<RecordedDecision, 'kind' | 'verdict' | 'not'>): boolean =>
  verdict === 'act' || (kind === 'capture' && verdict === 'hold' && not.length === 0);

/**
 * The recorded checks of one decision: none has said no, and each number is within the limit of the file, whatever the limit was that
 * it was held to then; beyond the one for review, a person has let it pass.
 */
export function holdDecision(
  proof: Proof,
  strategy: Strategy,
  { rule, checks }: RecordedDecision,
  instrument: InstrumentId | null,
  asked: Asked,
): void {
  proof.decisions += 1;
  proof.checks += checks.length;
  if (checks.length === 0) proof.violations.push(`${strategy.name}, ${rule}: nothing of it was checked`);
  for (const check of checks) {
    const tell = (text: string) => proof.violations.push(`${strategy.name}, ${rule}: ${check.code} ${text}`);
    if (check.verdict === 'reject') tell(`has said no: ${check.text}`);
    const needsPerson = holdMeasured(proof, strategy, check, instrument, tell) || check.verdict === 'review';
    if (!needsPerson) continue;
    const why = whyNotLetPass(check, asked);
    if (why === null) proof.approved += 1;
    else tell(why);
  }
}

/** @returns whether it is beyond what a person has to let pass */
function holdMeasured(
  proof: Proof,
  strategy: Strategy,
  check: Check,
  instrument: InstrumentId | null,
  tell: (text: string) => void,
): boolean {
  const { code, verdict, value } = check;
  // What was cut was measured before it was; what measures nothing is about nothing that is limited.
  if (verdict === 'shrink' || value === undefined) return false;
  const bounds = boundsOf(code, strategy, instrument);
  if (bounds.length === 0) return false;
  proof.measured += 1;
  // In the ledger, what is not a number is null.
  if (!Number.isFinite(value)) {
    tell('is not known');
    return false;
  }
  for (const { reject } of bounds) {
    if (reject === null) continue;
    noteNear(proof, code, value / reject);
    if (value > reject) tell(`is ${value}, and the file says at most ${reject}`);
  }
  return bounds.some(({ review }) => review !== null && value > review);
}
