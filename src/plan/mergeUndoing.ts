import {
  type CollateralKind,
  movesCollateral,
  type OrderClass,
  type OrderTerms,
  orderClasses,
} from '../model/order.js';
import { tokenAmount, wad } from '../model/units.js';
import type { DecisionDraft } from './plan.js';

/** What a wish comes to beside what was chosen before it in the same plan. */
export type Merged =
  | { kind: 'apart' }
  /** It would undo what is more important: it is not done. */
  | { kind: 'held'; decision: DecisionDraft }
  /** Both are one, smaller: `above` in the place of what stood at `index`, and what became of the wish. One of them acts, or none. */
  | { kind: 'merged'; index: number; above: DecisionDraft; decision: DecisionDraft };

/**
 * Two actions that undo each other would pay fees twice for nothing. Where both are of one class they are netted into the larger
 * one's remainder: the portfolio is the same as after both. Where one is more important, the other is held. What a person has ordered
 * is done as it was ordered, and no rule's wish is cut by it: it stands apart.
 */
export function mergeUndoing(decided: readonly DecisionDraft[], wish: DecisionDraft): Merged {
  const { action } = wish;
  if (wish.verdict !== 'act' || !action || isOrdered(action)) return { kind: 'apart' };
  const index = decided.findIndex(
    ({ verdict, action: other }) =>
      verdict === 'act' && other !== null && !isOrdered(other) && undoes(other.terms, action.terms),
  );
  const above = decided[index];
  if (!above?.action) return { kind: 'apart' };
  const undone = { ...wish, verdict: 'hold', action: null } as const;
  if (rank(above) < rank(wish)) {
    return { kind: 'held', decision: { ...undone, not: [`it would undo \`${above.rule}\` above`] } };
  }
  // Steps stand and fall together: what undoes one of them waits for the next block, which sees what came of them.
  if (above.action.step || action.step) {
    return { kind: 'held', decision: { ...undone, not: [`it would undo a step of \`${above.rule}\` above`] } };
  }
  const [before, now] = [sizeOf(above.action.terms), sizeOf(action.terms)];
  const isLess = now <= before;
  const held = { ...undone, not: [`it and \`${above.rule}\` above undo each other: they are merged`] };
  const heldAbove: DecisionDraft = {
    ...{ ...above, verdict: 'hold', action: null },
    not: [`it and \`${wish.rule}\` below undo each other${now === before ? '' : ': they are merged'}`],
  };
  if (now === before) return { kind: 'merged', index, above: heldAbove, decision: held };
  const smaller = (larger: DecisionDraft, own: Chosen, other: string, left: bigint): DecisionDraft => ({
    ...larger,
    size: [...larger.size, `merged with \`${other}\`, which undoes a part of it`],
    action: withSize(own, left),
  });
  return isLess
    ? { kind: 'merged', index, above: smaller(above, above.action, wish.rule, before - now), decision: held }
    : { kind: 'merged', index, above: heldAbove, decision: smaller(wish, action, above.rule, now - before) };
}

/**
 * The rule whose rescue of a margin account, chosen above, an order of this class would undo, by its name; null where there is none. Then
 * the order waits for the next block, which sees what came of the rescue.
 */
export function rescueUndone(
  decided: readonly DecisionDraft[],
  terms: OrderTerms,
  orderClass: OrderClass,
): string | null {
  const found = decided.find(
    (above) =>
      above.verdict === 'act' &&
      above.action !== null &&
      !isOrdered(above.action) &&
      (above.orderClass === 'survive' || above.orderClass === 'margin') &&
      rank(above) < rank({ orderClass }) &&
      undoes(above.action.terms, terms),
  );
  return found?.rule ?? null;
}

/** A part of what a person has ordered. */
const isOrdered = ({ parent }: Pick<Chosen, 'parent'>): boolean => parent !== undefined;

const rank = ({ orderClass }: Pick<DecisionDraft, 'orderClass'>): number => orderClasses.indexOf(orderClass);

const opposite: Readonly<Record<CollateralKind, CollateralKind>> = {
  addCollateral: 'removeCollateral',
  removeCollateral: 'addCollateral',
  repay: 'borrow',
  borrow: 'repay',
};

function undoes(before: OrderTerms, now: OrderTerms): boolean {
  if (before.venue !== now.venue) return false;
  if (movesCollateral(before) && movesCollateral(now)) {
    const isSame = before.marginAccount === now.marginAccount && before.token === now.token;
    return isSame && opposite[before.kind] === now.kind;
  }
  if (before.kind !== 'trade' || now.kind !== 'trade') return false;
  return before.instrument === now.instrument && before.position === now.position && before.side !== now.side;
}

const sizeOf = (terms: OrderTerms): bigint =>
  terms.kind === 'trade' ? terms.quantity : movesCollateral(terms) ? terms.amount : 0n;

type Chosen = NonNullable<DecisionDraft['action']>;

/** Its cost was foretold for another size. */
function withSize({ cost: _, ...action }: Chosen, left: bigint): Chosen {
  const { terms, notional } = action;
  const share = Number(left) / Number(sizeOf(terms));
  const smaller: OrderTerms =
    terms.kind === 'trade'
      ? { ...terms, quantity: wad(left) }
      : movesCollateral(terms)
        ? { ...terms, amount: tokenAmount(left) }
        : terms;
  return { ...action, terms: smaller, notional: notional * share };
}
