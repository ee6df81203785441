import type { Evidence } from '../evidence.js';

/** When the faults are over, the book is where its hedge wants it, or a keeper that has just started says why it is not. */
export function withinTargets({ lastTick, ledger, restartedAt, unsettledAfter }: Evidence): string[] {
  if (unsettledAfter !== null) return [];
  if (lastTick === null) return ['the keeper has taken no tick'];
  const delta = lastTick.risk.underlyings.find(({ underlying }) => underlying === 'ETH')?.delta ?? 0;
  const why = ledger.decisions.some(
    ({ kind, verdict, at }) => kind === 'hedge' && verdict !== 'act' && at >= restartedAt,
  );
  return Math.abs(delta) > 0.5 && !why ? [`delta is ${delta}, and no decision says why`] : [];
}
