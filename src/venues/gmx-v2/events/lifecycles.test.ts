import { describe, expect, test } from 'vitest';
import type { RecordedOrder } from '../../../../test/fixtures/gmx/lifecycles.js';
import { lifecycle, lifecycles, recordedEmitter } from '../../../../test/fixtures/gmx/lifecycles.js';
import { chainOrder } from './chainOrder.js';
import type { LifeEntry, OrderLife } from './life.js';
import { orderLives } from './orderLife.js';

/** bigint → decimal string, as the recordings write numbers. */
const text = (value: unknown): unknown =>
  typeof value === 'bigint' || typeof value === 'number'
    ? `${value}`
    : Array.isArray(value)
      ? value.map(text)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, text(inner)]))
        : value;

function livesOf(id: string): Map<string, OrderLife> {
  return orderLives(lifecycle(id).logs, recordedEmitter);
}

function lifeOf(id: string, key: string): OrderLife {
  const life = livesOf(id).get(key as `0x${string}`);
  if (!life) throw new Error(`${id}: no life of ${key}`);
  return life;
}

const all: [id: string, name: string, order: RecordedOrder][] = lifecycles.flatMap(({ id, name, orders }) =>
  orders.map((order): [string, string, RecordedOrder] => [id, name, order]),
);

/** The recording's shape of an entry, from ours. */
function entryAsRecorded({ at, ...entry }: LifeEntry): unknown {
  const shared = { status: entry.status, tx: at.transactionHash };
  switch (entry.status) {
    case 'executed':
      return { ...shared, secondaryOrderType: `${entry.secondaryOrderType}` };
    case 'updated': {
      // Recorded without it.
      const { validFromTime: _, ...order } = entry.order;
      return { ...shared, ...(text(order) as object) };
    }
    case 'cancelled':
    case 'frozen': {
      const { text: reason, bytes: reasonBytes, error } = entry.reason;
      const selector = reasonBytes.slice(0, 10);
      return { ...shared, reason, reasonBytes, reasonError: error && { ...error, selector } };
    }
    default: {
      const { status: _, ...told } = entry;
      return { ...shared, ...(text(told) as object) };
    }
  }
}

function fillAsRecorded(life: OrderLife): unknown {
  if (!life.fill) return undefined;
  const { at, indexTokenPrice, collateralTokenPrice, after, kind, ...rest } = life.fill;
  const { account: _a, market: _m, isLong: _l, orderType: _o, ...told } = rest;
  const recorded = {
    kind,
    tx: at.transactionHash,
    ...told,
    indexTokenPriceMin: indexTokenPrice.min,
    indexTokenPriceMax: indexTokenPrice.max,
    // Recorded of decreases only.
    ...(kind === 'decrease' ? { collateralTokenPriceMin: collateralTokenPrice.min } : {}),
    sizeInUsdAfter: after.sizeInUsd,
    sizeInTokensAfter: after.sizeInTokens,
    collateralAmountAfter: after.collateralAmount,
  };
  const {
    increasedAtTime: _i,
    decreasedAtTime: _d,
    ...compared
  } = recorded as typeof recorded & Record<string, unknown>;
  return text(compared);
}

function feesAsRecorded(fees: OrderLife['fees']): unknown {
  if (!fees) return undefined;
  const { at, discountAmount, ...amounts } = fees;
  // None of the recorded accounts had a discount.
  expect(discountAmount).toBe(0n);
  return { ...(text(amounts) as object), tx: at.transactionHash, totalDiscountAmount: null };
}

test('invariant: all recorded lives are read', () => {
  expect(lifecycles.length).toBe(57);
  expect(all.length).toBe(66);
  expect(lifecycles.reduce((sum, { id }) => sum + livesOf(id).size, 0)).toBe(66);
});

describe('behavior: a recorded order becomes what it was', () => {
  test.each(all)('%s %s', (id, _, order) => {
    const life = lifeOf(id, order.key);
    const { order: created, at } = life.created;
    const { key: _k, isFrozen, minOutputAmount: _min, ...shared } = created;
    expect(isFrozen).toBe(false);
    const truth = Object.fromEntries(Object.keys(shared).map((field) => [field, order[field]]));
    expect(text(shared)).toEqual(truth);
    expect(at.transactionHash).toBe(order.createdTx);
    expect(life.state).toBe(order.outcome);
    expect(life.history.map(entryAsRecorded)).toEqual(order.history);
    expect(fillAsRecorded(life)).toEqual(order.fill);
    expect(life.insolvent !== null).toBe(order.insolvent === true);
    // The zero fees of an insolvent close are no truth; those due are told apart.
    expect(feesAsRecorded(life.fees)).toEqual(order.insolvent ? undefined : order.fees);
    expect(feesAsRecorded(life.feesDue)).toEqual(order.feesInfoInsolvent);
    if (order.realised?.insolvent) {
      expect(life.realised).toMatchObject({ netUsd: BigInt(order.realised.netUsd), insolvent: true });
    } else if (order.realised) {
      expect(text(life.realised)).toEqual({ ...order.realised, insolvent: false });
    } else {
      expect(life.realised).toBeNull();
    }
  });

  test('args: counts, so that nothing is compared with nothing', () => {
    const lives = lifecycles.flatMap(({ id }) => [...livesOf(id).values()]);
    const count = (test: (life: OrderLife) => boolean) => lives.filter(test).length;
    expect(count((life) => life.fill?.kind === 'increase')).toBe(14);
    expect(count((life) => life.fill?.kind === 'decrease')).toBe(24);
    expect(count((life) => life.fees !== null)).toBe(37);
    expect(count((life) => life.feesDue !== null)).toBe(1);
    expect(count((life) => life.realised !== null)).toBe(24);
    expect(count((life) => life.state === 'executed')).toBe(38);
    expect(count((life) => life.state === 'cancelled')).toBe(23);
    expect(count((life) => life.cause === 'liquidation')).toBe(4);
    expect(count((life) => life.cause === 'autoDeleveraging')).toBe(1);
    expect(count((life) => life.claimableCollateral.length > 0)).toBe(1);
    expect(lives.reduce((sum, life) => sum + life.claimableFunding.length, 0)).toBe(18);
  });
});

test('behavior: the position after the last fill is the one that the contracts hold', () => {
  let compared = 0;
  let closed = 0;
  for (const { id, account, positionAfter } of lifecycles) {
    const owner = positionAfter?.addresses['account'] ?? account;
    const fills = [...livesOf(id).values()].flatMap((life) => (life.account === owner ? (life.fill ?? []) : []));
    const fill = fills.sort((a, b) => chainOrder(a.at, b.at)).at(-1);
    if (!fill) continue;
    if (positionAfter) {
      const { pendingImpactAmount: _, increasedAtTime, decreasedAtTime, ...told } = positionAfter.numbers;
      expect(text(fill.after)).toEqual(told);
      if (fill.kind === 'increase') expect(text(fill.increasedAtTime)).toBe(increasedAtTime);
      else expect(text(fill.decreasedAtTime)).toBe(decreasedAtTime);
      compared += 1;
    } else {
      expect(fill.after).toMatchObject({ sizeInUsd: 0n, sizeInTokens: 0n, collateralAmount: 0n });
      closed += 1;
    }
  }
  expect([compared, closed]).toEqual([20, 15]);
});

test('behavior: every cancellation and freeze with bytes has a name', () => {
  const entries = lifecycles.flatMap(({ id }) => [...livesOf(id).values()].flatMap((life) => life.history));
  const ended = entries.flatMap((entry) => ('reason' in entry ? [entry.reason] : []));
  expect(ended.length).toBe(27);
  const named = ended.filter(({ bytes }) => bytes !== '0x');
  expect(named.every(({ error }) => error !== null)).toBe(true);
  expect(named.length).toBe(20);
});
