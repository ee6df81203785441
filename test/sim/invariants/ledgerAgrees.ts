import { type Evidence, short } from '../evidence.js';

/** What the ledger says was done is what the chain has: transaction by transaction, and in sum. */
export function ledgerAgrees({ ledger, chain, before }: Evidence): string[] {
  const broken: string[] = [];
  const filled = new Map<string, bigint>();
  const deposited = new Map<string, bigint>();
  for (const { attempt: id, fill, voided } of ledger.fills) {
    const hash = ledger.attempts.find((attempt) => attempt.id === id)?.hash;
    if (voided || !hash) continue;
    if (fill.kind === 'trade')
      filled.set(hash, (filled.get(hash) ?? 0n) + (fill.side === 'Buy' ? fill.quantity : -fill.quantity));
    if (fill.kind === 'addCollateral') deposited.set(hash, (deposited.get(hash) ?? 0n) + fill.amount);
  }
  const traded = new Map(chain.trades.map(({ hash, quantity }) => [hash, quantity]));
  const moved = new Map(chain.deposits.map(({ hash, amount }) => [hash, amount]));
  const compare = (what: string, ours: Map<string, bigint>, theirs: Map<`0x${string}`, bigint>) => {
    for (const hash of new Set([...ours.keys(), ...theirs.keys()]) as Set<`0x${string}`>) {
      const [said, is] = [ours.get(hash) ?? 0n, theirs.get(hash) ?? 0n];
      if (said !== is) broken.push(`${what} of ${short(hash)}: the ledger has ${said}, the chain ${is}`);
    }
  };
  compare('trade', filled, traded);
  compare('deposit', deposited, moved);
  const sum = [...filled.values()].reduce((total, quantity) => total + quantity, before.position);
  if (sum !== chain.position) broken.push(`the position is ${chain.position}, and by the ledger ${sum}`);
  for (const order of ledger.orders) {
    const done = ledger.attempts.some(
      ({ order: of, hash }) => of === order.id && (traded.has(hash) || moved.has(hash)),
    );
    if (done !== (order.status === 'Filled'))
      broken.push(`order ${order.id} is ${order.status}, and ${done ? 'was' : 'was not'} done`);
  }
  return broken;
}
