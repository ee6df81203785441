import type { LifeEntry, OrderLife } from '../events/life.js';
import type { OrderOutcomeName } from './outcomes.js';

/** The outcome that the events of an order tell. What only time or absence tells (expired, gone) is not among them. */
export function outcomeOf(life: OrderLife): OrderOutcomeName {
  const entry = (status: LifeEntry['status']) => life.history.some((each) => each.status === status);
  switch (life.state) {
    case 'pending':
      return entry('updated') ? 'updated' : 'pending';
    case 'frozen':
      return 'frozen';
    case 'cancelled':
      return cancellationOf(life);
    case 'executed':
      if (life.insolvent) return 'insolvent';
      if (life.cause === 'liquidation') return 'liquidated';
      if (life.cause === 'autoDeleveraging') return 'autoDeleveraged';
      if (entry('sizeDeltaAutoUpdated')) return 'executedResized';
      return entry('collateralDeltaAutoUpdated') ? 'executedKeepingCollateral' : 'executed';
  }
}

function cancellationOf(life: OrderLife): OrderOutcomeName {
  const last = life.history.findLast((entry) => entry.status === 'cancelled');
  switch (last?.by) {
    case 'account':
      return 'cancelledByAccount';
    case 'autoCancel':
      return 'autoCancelled';
    default:
      return 'cancelledByKeeper';
  }
}
