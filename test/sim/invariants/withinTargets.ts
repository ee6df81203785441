import type { Evidence } from '../evidence.js';

/** A refusal that stands is told again no sooner than this (`sampleEvery` of the world's settings). */
const toldEvery = 600_000;

/** When the faults are over, each rule's condition is false, or the ledger says why nothing is done about it. */
export function withinTargets({ lastTick, ledger, endedAt }: Evidence): string[] {
  if (lastTick === null) return ['the keeper has taken no tick'];
  const delta = lastTick.risk.underlyings.find(({ underlying }) => underlying === 'ETH')?.delta ?? 0;
  const explained = ledger.decisions.some(
    ({ kind, verdict, at }) => kind === 'hedge' && verdict !== 'act' && at > endedAt - toldEvery,
  );
  return Math.abs(delta) > 0.5 && !explained ? [`delta is ${delta}, and no decision says why`] : [];
}
