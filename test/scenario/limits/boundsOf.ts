import { fitsPattern } from '../../../src/guard/instrumentPattern.js';
import type { InstrumentId } from '../../../src/model/instrument.js';
import type { Bound } from '../../../src/model/limits.js';
import type { Strategy } from '../../../src/model/strategy.js';

/**
 * What a strategy's file allows of what a check measures; nothing where it sets no limit, or where the check measures something else.
 * @param instrument - What is traded; null where nothing is.
 */
export const boundsOf = (code: string, strategy: Strategy, instrument: InstrumentId | null): readonly Bound[] =>
  byCode[code]?.(strategy, instrument) ?? [];

const byCode: Readonly<Record<string, (strategy: Strategy, instrument: InstrumentId | null) => Bound[]>> = {
  MAX_ORDER_USD: ({ limits }) => [most(limits.order), ...given(limits.standing?.order)],
  TURNOVER_PER_DAY: ({ limits }) => [most(limits.day.turnover), ...given(limits.standing?.day?.turnover)],
  ORDERS_PER_HOUR: ({ limits }) => [most(limits.hour.orders)],
  ORDERS_PER_DAY: ({ limits }) => [most(limits.day.orders)],
  GAS_PER_DAY: ({ limits }) => [most(limits.day.gas)],
  MAX_POSITION_USD: ({ limits: { standing } }, instrument) => [
    ...given(standing?.position),
    ...Object.entries(standing?.positions ?? {}).flatMap(([pattern, bound]) =>
      instrument !== null && fitsPattern(instrument, pattern) ? [bound] : [],
    ),
  ],
  GROSS_EXPOSURE: ({ limits }) => given(limits.standing?.gross),
  NET_EXPOSURE: ({ limits }) => given(limits.standing?.net),
  LEVERAGE: ({ limits }) => given(limits.standing?.leverage),
};

const most = (reject: number): Bound => ({ review: null, reject });
const given = (bound: Bound | undefined): Bound[] => (bound ? [bound] : []);
