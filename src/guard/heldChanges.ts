import type { HeldUnderlying, Holdings } from '../model/holdings.js';

/** What is held before and not after, and after and not before: one that has changed is in both. */
export interface HeldChanges {
  gone: Holdings;
  come: Holdings;
}

/**
 * What a trade has changed of what is held; null where so much has that all of it is worked out as fast. What an underlying's price
 * has changed for counts as changed with it. A venue whose trades move the vols or rates of other instruments changes those too.
 */
export function heldChanges(before: Holdings, after: Holdings): HeldChanges | null {
  if (before.at !== after.at || before.underlyings.length !== after.underlyings.length) return null;
  const moved = new Set<string>();
  for (const [u, { name, price }] of after.underlyings.entries()) {
    const old = before.underlyings[u];
    if (old?.name !== name) return null;
    if (!Object.is(old.price, price)) moved.add(name);
  }
  const options = changed(before.options, after.options, moved);
  const linear = changed(before.linear, after.linear, moved);
  const liquidity = changed(before.liquidity, after.liquidity, moved);
  const count = options.come.length + linear.come.length + liquidity.come.length;
  if (count > (after.options.length + after.linear.length + after.liquidity.length) / 2) return null;
  const known = [...before.options, ...after.options].every(({ vol, spot, rate }) => isKnown(vol, spot, rate));
  // What is not known does not go away when it is taken out of a sum.
  if (!known || !isPriced(before.underlyings) || !isPriced(after.underlyings)) return null;
  const of = (whole: Holdings, which: 'gone' | 'come'): Holdings => ({
    ...whole,
    ...{ options: options[which], linear: linear[which], liquidity: liquidity[which], unpriced: [] },
  });
  return { gone: of(before, 'gone'), come: of(after, 'come') };
}

/** Whether two units of one instrument are worth the same in every future. */
export const sameHeld = (one: Holdings, other: Holdings): boolean => {
  const prices = new Map(other.underlyings.map(({ name, price }) => [name, price]));
  const parts = ['options', 'linear', 'liquidity'] as const;
  return (
    one.at === other.at &&
    one.underlyings.length === other.underlyings.length &&
    one.underlyings.every(({ name, price }) => Object.is(prices.get(name), price)) &&
    parts.every(
      (part) =>
        one[part].length === other[part].length &&
        one[part].every((held, i) => {
          const same = other[part][i];
          return same !== undefined && isSame(held, same);
        }),
    )
  );
};

function changed<Held extends { position: string; underlying: string }>(
  before: readonly Held[],
  after: readonly Held[],
  moved: ReadonlySet<string>,
): { gone: Held[]; come: Held[] } {
  const old = new Map(before.map((held) => [held.position, held]));
  const come: Held[] = [];
  const kept = new Set<string>();
  for (const held of after) {
    const earlier = old.get(held.position);
    if (earlier && !moved.has(held.underlying) && isSame(earlier, held)) kept.add(held.position);
    else come.push(held);
  }
  return { gone: before.filter(({ position }) => !kept.has(position)), come };
}

/** Plain data, one level deep. */
function isSame<Held extends object>(one: Held, other: Held): boolean {
  if (one === other) return true;
  for (const key in one) if (!Object.is(one[key], other[key])) return false;
  return Object.keys(one).length === Object.keys(other).length;
}

const isKnown = (...values: number[]): boolean => values.every((value) => Number.isFinite(value));

const isPriced = (underlyings: readonly HeldUnderlying[]): boolean =>
  underlyings.every(({ price }) => Number.isFinite(price));
