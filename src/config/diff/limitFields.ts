import type { Bound, StandingLimits } from '../../model/limits.js';
import type { Limits } from '../../model/strategy.js';
import { type Field, quantity, word } from './field.js';
import { sayBps, sayDuration, sayNumber, sayShare, sayUsd } from './sayValue.js';

type Say = (value: number) => string;

/** What `limits:` says, field by field. What is not limited is not among them. */
export function limitFields({ order, slippage, priceDeviation, health, hour, day, standing = {} }: Limits): Field[] {
  return [
    quantity('order', order, sayUsd, 'up'),
    quantity('slippage', slippage, sayBps, 'up'),
    quantity('priceDeviation', priceDeviation, sayBps, 'up'),
    quantity('health', health, sayNumber, 'down'),
    quantity('hour.orders', hour.orders, sayNumber, 'up'),
    quantity('day.orders', day.orders, sayNumber, 'up'),
    quantity('day.turnover', day.turnover, sayUsd, 'up'),
    quantity('day.gas', day.gas, sayNumber, 'up'),
    ...standingFields(standing),
  ];
}

function standingFields(limits: StandingLimits): Field[] {
  const { minute, day, greeks = {}, positions = {}, concentration = {}, restricted = [], crossing } = limits;
  return [
    ...bound('order', limits.order, sayUsd),
    ...bound('minute.orders', minute?.orders, sayNumber),
    ...bound('day.turnover', day?.turnover, sayUsd),
    ...bound('day.loss', day?.loss, sayUsd),
    ...bound('position', limits.position, sayUsd),
    ...Object.entries(positions).flatMap(([name, one]) => bound(`positions.${name}`, one, sayUsd)),
    ...bound('gross', limits.gross, sayUsd),
    ...bound('net', limits.net, sayUsd),
    ...bound('leverage', limits.leverage, sayNumber),
    ...Object.entries(greeks).flatMap(([name, { delta, gamma, vega }]) => [
      ...bound(`greeks.${name}.delta`, delta, sayNumber),
      ...bound(`greeks.${name}.gamma`, gamma, sayNumber),
      ...bound(`greeks.${name}.vega`, vega, sayUsd),
    ]),
    ...bound('concentration.underlying', concentration.underlying, sayShare),
    ...bound('concentration.venue', concentration.venue, sayShare),
    ...bound('concentration.expiry', concentration.expiry, sayShare),
    ...bound('concentration.protocol', concentration.protocol, sayShare),
    ...bound('stress', limits.stress, sayUsd),
    ...bound('valueAtRisk', limits.valueAtRisk, sayUsd),
    ...bound('runway', limits.runway, sayDuration, 'down'),
    ...bound('openInterest', limits.openInterest, sayShare),
    ...bound('depth', limits.depth, sayShare),
    ...bound('collar', limits.collar, sayBps),
    ...bound('duplicates', limits.duplicates, sayDuration, 'down'),
    ...bound('oracleAge', limits.oracleAge, sayDuration),
    // Fewer of these let more be opened.
    ...restricted.map((pattern) => ({ name: `restricted ${pattern}`, said: pattern, value: 0, looser: 'up' }) as const),
    ...(crossing === undefined ? [] : [word('crossing', crossing)]),
  ];
}

function bound(name: string, of: Bound | undefined, say: Say, looser: 'up' | 'down' = 'up'): Field[] {
  if (!of) return [];
  const { review, reject } = of;
  return [
    ...(reject === null ? [] : [quantity(name, reject, say, looser)]),
    ...(review === null ? [] : [quantity(`${name} (review)`, review, say, looser)]),
  ];
}
