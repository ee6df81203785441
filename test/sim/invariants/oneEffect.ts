import { type Evidence, short } from '../evidence.js';

/** What an order's step was to do was done once at most, whatever was sent how often. */
export function oneEffect({ ledger, mined, chain }: Evidence): string[] {
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
  for (const { hash } of [...chain.trades, ...chain.deposits]) {
    const order = ledger.attempts.find((attempt) => attempt.hash === hash)?.order;
    const key = order ?? short(hash);
    effects.set(key, (effects.get(key) ?? 0) + 1);
  }
  const again = [...effects]
    .filter(([, times]) => times > 1)
    .map(([what, times]) => `${what} had ${times} effects at the venue`);
  return [...twice, ...again];
}
