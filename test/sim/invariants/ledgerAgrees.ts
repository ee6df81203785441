import type { Hex } from 'viem';
import { type Evidence, orderBehind, short } from '../evidence.js';

/** What the ledger says was done is what the chain has: one by one, and in sum. */
export function ledgerAgrees(evidence: Evidence): string[] {
  const { ledger, chain, before } = evidence;
  const traded = new Map<Hex, bigint>(chain.trades.map(({ by, quantity }) => [by, quantity]));
  const moved = new Map<Hex, bigint>(chain.deposits.map(({ by, amount }) => [by, amount]));
  const filled = new Map<Hex, bigint>();
  const deposited = new Map<Hex, bigint>();
  for (const { attempt: id, venueOrder, fill, voided } of ledger.fills) {
    const by = venueOrder ?? ledger.attempts.find((attempt) => attempt.id === id)?.hash;
    if (voided || !by) continue;
    if (fill.kind === 'trade') add(filled, by as Hex, fill.side === 'Buy' ? fill.quantity : -fill.quantity);
    if (fill.kind === 'addCollateral') add(deposited, by as Hex, fill.amount);
  }
  const sum = [...filled.values()].reduce((total, quantity) => total + quantity, before.position);
  const done = new Set([...traded.keys(), ...moved.keys()].map((by) => orderBehind(evidence, by)));
  return [
    ...differences('trade', filled, traded),
    ...differences('deposit', deposited, moved),
    ...(sum === chain.position ? [] : [`the position is ${chain.position}, and by the ledger ${sum}`]),
    ...ledger.orders
      .filter(({ id, status }) => done.has(id) !== (status === 'Filled'))
      .map(({ id, status }) => `order ${id} is ${status}, and ${done.has(id) ? 'was' : 'was not'} done`),
  ];
}

const add = (sums: Map<Hex, bigint>, by: Hex, amount: bigint) => void sums.set(by, (sums.get(by) ?? 0n) + amount);

const differences = (what: string, ours: ReadonlyMap<Hex, bigint>, theirs: ReadonlyMap<Hex, bigint>): string[] =>
  [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((by) => {
    const [said, is] = [ours.get(by) ?? 0n, theirs.get(by) ?? 0n];
    return said === is ? [] : [`${what} of ${short(by)}: the ledger has ${said}, the chain ${is}`];
  });
