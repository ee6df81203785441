import type { Address } from 'viem';
import type { Endpoint } from '../../observe/endpoints/endpoint.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import type { Everywhere } from './everywhere.js';
import { isUsedByAnother } from './isUsedByAnother.js';
import type { Evidence, Judgement } from './judge.js';
import type { Confirmation, Witnesses } from './witnesses.js';

export interface Asking {
  account: Address;
  /** Asked whether somebody else used a nonce where there are no witnesses. */
  everywhere: Everywhere;
  /** Undefined where there is one client and no pool. */
  witnesses: Witnesses | undefined;
  /** Whose word the evidence is. */
  by: Endpoint | undefined;
}

export interface Judged {
  attempt: JournalledAttempt;
  rivals: readonly JournalledAttempt[];
  evidence: Evidence;
  /** From which block on nobody can be in the middle of it. */
  block: bigint;
}

const undecided: Judgement = { events: [], text: '', act: 'nothing' };

/**
 * What is left of a judgement once others were asked about that which cannot be taken back: final, dropped, replaced, and that a
 * transaction reverted, since its order ends with it. They are asked in that moment alone.
 */
export async function confirmed(asking: Asking, judgement: Judgement, judged: Judged): Promise<Judgement> {
  const { events } = judgement;
  if (events.includes('drop')) {
    return (await usedByAnother(asking, judged)) === 'confirmed' ? judgement : undecided;
  }
  if (events.includes('replace')) {
    const { rivals, evidence } = judged;
    const winner = rivals.find(({ hash }) => evidence.minings.has(hash));
    if (!winner) return undecided;
    return winner.settled || (await mined(asking, winner, evidence)) === 'confirmed' ? judgement : undecided;
  }
  if (!events.includes('finalise') && !events.includes('revert')) return judgement;
  const said = await mined(asking, judged.attempt, judged.evidence);
  if (said === 'denied') return undecided;
  // Silence holds up what is final, and nothing else: what reverted is decided anew by the rules, and must not wait.
  return said === 'confirmed' ? judgement : { ...judgement, events: events.filter((event) => event !== 'finalise') };
}

async function usedByAnother(
  { account, everywhere, witnesses, by }: Asking,
  { attempt, rivals, block }: Judged,
): Promise<Confirmation> {
  const hashes = [attempt, ...rivals].map(({ hash }) => hash);
  const { nonce } = attempt;
  if (witnesses && by) return witnesses.confirm({ kind: 'used by another', account, nonce, block, hashes }, by);
  return (await isUsedByAnother(everywhere, { account, nonce, block, hashes })) ? 'confirmed' : 'denied';
}

async function mined(
  { account, witnesses, by }: Asking,
  { hash, nonce }: JournalledAttempt,
  { minings }: Evidence,
): Promise<Confirmation> {
  const mining = minings.get(hash);
  if (!mining) return 'denied';
  return witnesses && by ? witnesses.confirm({ kind: 'mined', account, nonce, hash, mining }, by) : 'confirmed';
}
