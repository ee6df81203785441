import { type Evidence, orderBehind, short } from '../evidence.js';

/** What an order's step was to do was done once at most, whatever was sent how often. */
export function oneEffect(evidence: Evidence): string[] {
  const { ledger, mined } = evidence;
  const succeeded = new Set(mined.filter(({ succeeded }) => succeeded).map(({ hash }) => hash));
  const done = new Map<string, number>();
  for (const { order, step, hash, cancels } of ledger.attempts) {
    if (!cancels && succeeded.has(hash))
      done.set(`${order} step ${step}`, (done.get(`${order} step ${step}`) ?? 0) + 1);
  }
  const twice = [...done]
    .filter(([, times]) => times > 1)
    .map(([what, times]) => `order ${what} was done ${times} times`);
  const effects = new Map<string, number>();
  for (const { by } of [...evidence.chain.trades, ...evidence.chain.deposits]) {
    const order = orderBehind(evidence, by);
    const key = order === undefined ? short(by) : `order ${order}`;
    effects.set(key, (effects.get(key) ?? 0) + 1);
  }
  const again = [...effects].filter(([, times]) => times > 1);
  return [...twice, ...again.map(([what, times]) => `${what} had ${times} effects at the venue`)];
}
