import eventEmitterAbi from '@gmx-io/sdk/abis/EventEmitter';
import { decodeEventLog, type Hash, type Hex, type Log } from 'viem';

/** What came of an order. `pending`: the keeper's transaction would revert, so it was not sent and the order stays. */
export type OrderOutcome = 'executed' | 'cancelled' | 'frozen' | 'pending';

export interface Execution {
  key: Hex;
  outcome: OrderOutcome;
  /** Null when nothing was sent. */
  hash: Hash | null;
  /** Why it is not `executed`, for people: the contracts' error with its arguments, or the text. */
  reason: string | null;
}

const outcomes: Readonly<Record<string, OrderOutcome>> = {
  OrderExecuted: 'executed',
  OrderCancelled: 'cancelled',
  OrderFrozen: 'frozen',
};

/** The last word that a transaction's events say of an order, with the error's bytes; null when they do not speak of it. */
export function outcomeIn(
  logs: readonly Log[],
  key: Hex,
): { outcome: OrderOutcome; reasonBytes: Hex; reason: string } | null {
  let last: { outcome: OrderOutcome; reasonBytes: Hex; reason: string } | null = null;
  for (const { data, topics } of logs) {
    if (topics[2]?.toLowerCase() !== key.toLowerCase()) continue;
    const { eventName, args } = decodeEventLog({ abi: eventEmitterAbi, data, topics, strict: false });
    if (eventName !== 'EventLog2' || args.eventName === undefined) continue;
    const outcome = outcomes[args.eventName];
    if (outcome === undefined) continue;
    const reasonBytes = args.eventData?.bytesItems.items.find((item) => item.key === 'reasonBytes')?.value ?? '0x';
    const reason = args.eventData?.stringItems.items.find((item) => item.key === 'reason')?.value ?? '';
    last = { outcome, reasonBytes, reason };
  }
  return last;
}
