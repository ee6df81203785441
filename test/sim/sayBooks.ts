import type { LedgerRows } from './evidence.js';

/** What the ledger holds of each order, for whoever looks into a run that broke a law. */
export function sayBooks(say: (line: string) => void, { orders, attempts }: LedgerRows, firstNonce: number): void {
  for (const { id, orderClass, rule, status, text } of orders) {
    say(`order ${id} ${orderClass} "${rule}": ${status} ${text}`);
    for (const { order, step, nonce, hash, state, cancels, text: said } of attempts) {
      if (order !== id) continue;
      say(`  step ${step} nonce +${nonce - firstNonce} ${hash}${cancels ? ' (takes it back)' : ''}: ${state} ${said}`);
    }
  }
}
