import type { Child, Desk, WorkedParent } from '../../model/desk.js';
import { NOT_BEGUN } from '../../model/order.js';
import type { PlanInput } from '../plan.js';
import { mixed } from './jitter.js';

/** So many parts of orders that people have asked for are sent at one block; the others at the next ones. */
export const mostParts = 10;

/** For so long after some could not be begun in time, one is planned at a block: what is sized on it is sent too. */
const heldUpFor = 60_000;

/** What was planned and not begun, for its block was over before it had its turn or others had moved the account on, is as if it had never been. */
const isBegun = ({ status }: Pick<Child, 'status'>): boolean => status !== 'Expired';

/** Of what was not begun only this tells of the chain. A shadow says in front that it is one. */
const wasTooLate = ({ status, text }: Pick<Child, 'status' | 'text'>): boolean =>
  status === 'Expired' && text.endsWith(NOT_BEGUN);

/** The same desk, where nothing of it is so. */
export function begunOnly(desk: Desk): Desk {
  const sets = [desk, ...desk.legs, ...desk.blocks];
  if (sets.every(({ parents }) => parents.every(({ children }) => children.every(isBegun)))) return desk;
  const within = <Set extends { parents: readonly WorkedParent[] }>(set: Set): Set => ({
    ...set,
    parents: set.parents.map((parent) => ({ ...parent, children: parent.children.filter(isBegun) })),
  });
  return { ...within(desk), legs: desk.legs.map(within), blocks: desk.blocks.map(within) };
}

/** Whether parts of a book's orders could not be begun in time lately: the chain is slower than what is asked for. */
export const isHeldUp = ({ desk, now }: Pick<PlanInput, 'desk' | 'now'>): boolean =>
  [...(desk?.parents ?? []), ...(desk?.blocks ?? []).flatMap(({ parents }) => parents)].some(({ children }) =>
    children.some((child) => wasTooLate(child) && now - child.createdAt < heldUpFor),
  );

/** How many parts of orders a plan may have. Blocks that give out what they have traded take turns with them while it is only one. */
export function roomForParts(input: Pick<PlanInput, 'desk' | 'now' | 'snapshot'>): number {
  if (!isHeldUp(input)) return mostParts;
  const isTheirs = mixed(Number(input.snapshot.block.number & 0xffffffffn)) % 2 === 1;
  return isTheirs && (input.desk?.blocks ?? []).some(({ status }) => status === 'Allocating') ? 0 : 1;
}
