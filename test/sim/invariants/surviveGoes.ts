import type { Evidence } from '../evidence.js';

/** Nothing that is there to hold back has held back what saves the account. */
export function surviveGoes({ ledger }: Evidence): string[] {
  const refused = ledger.decisions
    .filter(({ orderClass, verdict }) => orderClass === 'survive' && verdict === 'refused')
    .flatMap(({ id, checks }) =>
      checks
        .filter(({ verdict }) => verdict === 'reject')
        .map(({ code, text }) => `decision ${id} to survive was refused by ${code}: ${text}`),
    );
  const held = ledger.decisions
    .filter(
      ({ orderClass, verdict, not }) =>
        orderClass === 'survive' && verdict === 'hold' && /cool|budget|limit/i.test(not.join(' ')),
    )
    .map(({ id, not }) => `decision ${id} to survive was held back: ${not.join('; ')}`);
  const stopped = ledger.orders
    .filter(
      ({ orderClass, status, text }) =>
        orderClass === 'survive' &&
        status !== 'Filled' &&
        /trading is reducing|limits\.|budget|quorum|agree/i.test(text),
    )
    .map(({ id, text }) => `order ${id} to survive was stopped: ${text}`);
  return [...refused, ...held, ...stopped];
}
