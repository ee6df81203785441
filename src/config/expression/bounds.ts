import { compileQuantity } from './compile.js';
import type { Comparison, Condition, Quantity } from './condition.js';

export type Side = 'below' | 'above';

/**
 * The largest value of a subject (`side` below) at which a condition can hold, or the smallest (above), as far as the
 * text tells: `health < 1.3 and gas < 2` holds below 1.3. Infinite when the text does not tell.
 */
export function boundOf(condition: Condition, isSubject: (quantity: Quantity) => boolean, side: Side): number {
  const none = side === 'below' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const narrower = side === 'below' ? Math.min : Math.max;
  const wider = side === 'below' ? Math.max : Math.min;
  const toSubject = side === 'below' ? ['<', '<=', '=='] : ['>', '>=', '=='];

  const bound = (of: Condition): number => {
    switch (of.kind) {
      case 'not':
        return none;
      case 'and':
        return narrower(bound(of.left), bound(of.right));
      case 'or':
        return wider(bound(of.left), bound(of.right));
      case 'comparison':
        return of.operators
          .map((operator, link) => {
            const left = of.operands[link];
            const right = of.operands[link + 1];
            if (!left || !right) return none;
            if (isSubject(left) && toSubject.includes(operator)) return constantOf(right) ?? none;
            if (isSubject(right) && toSubject.includes(mirrored[operator])) return constantOf(left) ?? none;
            return none;
          })
          .reduce((a, b) => narrower(a, b), none);
    }
  };
  return bound(condition);
}

export const isMetric =
  (name: string) =>
  (quantity: Quantity): boolean =>
    quantity.kind === 'metric' && quantity.name === name;

export const isAbsolute =
  (name: string) =>
  (quantity: Quantity): boolean => {
    if (quantity.kind !== 'call' || quantity.name !== 'abs') return false;
    const [of] = quantity.args;
    return of !== undefined && isMetric(name)(of);
  };

const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};

/** Its value when it reads no metric; null when it does, or has none. */
function constantOf(quantity: Quantity): number | null {
  const value = compileQuantity(quantity)(new Float64Array()); // every metric reads as NaN
  return Number.isNaN(value) ? null : value;
}
