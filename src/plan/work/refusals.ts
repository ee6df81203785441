import { sayNumber } from '../../assess/sayNumber.js';
import type { WorkedParent } from '../../model/desk.js';
import { marketOf, type Snapshot } from '../../model/snapshot.js';
import { toFloat, type UnixMillis } from '../../model/units.js';

/** A limit so many times on the wrong side of the market is a slip of the finger. */
const beyondReason = 10;

/** Why an order can never be worked here, in sentences, whatever its size is to the portfolio; empty when it may. */
export function refusalsOf(parent: WorkedParent, snapshot: Snapshot, now: UnixMillis): string[] {
  const { terms, state, orderClass } = parent;
  const { instrument, side, price, stopPx, ordType, timeInForce, expireTime, algorithm } = terms;
  const market = marketOf(snapshot, instrument);
  if (!market) return [`${instrument} is not among the markets that ${parent.strategy} watches`];
  const not: string[] = [];
  if (state.quantity <= 0n) not.push('nothing is asked for');
  if (orderClass === 'survive') not.push('nobody but the keeper decides what survival needs');
  if (market.closed !== null) not.push(`${instrument} cannot be traded: ${market.closed}`);
  if (market.instrument.kind === 'option' && market.instrument.expiry <= snapshot.block.timestamp) {
    not.push(`${instrument} has expired`);
  }
  if (timeInForce === 'GTD' && expireTime === null) not.push('it does not say until when it is good');
  if (expireTime !== null && expireTime <= now) not.push('its time was over before it was taken on');
  const isLimited = ordType === 'Limit' || ordType === 'StopLimit';
  if (isLimited && price === null) not.push(`a ${ordType} order has a price`);
  if ((ordType === 'Stop' || ordType === 'StopLimit') && stopPx === null && parent.acceptedAt === null) {
    not.push(`a ${ordType} order has a stop price`);
  }
  const [last, limit] = [toFloat(market.last), price === null ? null : toFloat(price)];
  if (limit !== null && last > 0 && (side === 'Buy' ? limit / last : last / limit) > beyondReason) {
    not.push(`a limit of ${sayNumber(limit)} USD is beyond reason: it is traded at ${sayNumber(last)} USD`);
  }
  if (algorithm.kind === 'pov' && market.turnover === undefined) {
    not.push(`${parent.terms.venue} does not tell what it trades: no share of it can be worked out`);
  }
  if (timeInForce === 'FOK' && algorithm.kind !== 'immediate') {
    not.push(`whole or not at all is done at once, and not by ${algorithm.kind}`);
  }
  return not;
}
