import type { Id } from '../../model/order.js';

/** How often each receiver has refused to be told of each alert, since it was last told of it or that was given up. */
export interface Refusals {
  /** It has refused them once more. How often by now, each. */
  count(sink: string, alerts: readonly Id[]): ReadonlyMap<Id, number>;
  forget(sink: string, alerts: readonly Id[]): void;
}

/** A restart counts anew: that costs a few more tries, and gives up nothing too early. */
export function createRefusals(): Refusals {
  const counts = new Map<string, number>();
  const keyOf = (sink: string, alert: Id) => `${sink} ${alert}`;
  return {
    count(sink, alerts) {
      for (const alert of alerts) counts.set(keyOf(sink, alert), 1 + (counts.get(keyOf(sink, alert)) ?? 0));
      return new Map(alerts.map((alert) => [alert, counts.get(keyOf(sink, alert)) ?? 0]));
    },
    forget(sink, alerts) {
      for (const alert of alerts) counts.delete(keyOf(sink, alert));
    },
  };
}
