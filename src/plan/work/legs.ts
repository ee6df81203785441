import { ballast } from '../../model/author.js';
import type { Desk, LegsState, WorkedParent } from '../../model/desk.js';
import { divideWad, smallest, toFloat, type Wad, wad } from '../../model/units.js';
import { crumbs } from './crumb.js';
import { lostOf } from './legsLost.js';
import { standingOf } from './standing.js';

type Named = Pick<WorkedParent, 'id' | 'author' | 'clOrdId'>;

/** What an order that trades back what a leg did is called. No name that people give has a space. */
export const undoName = ({ id }: Pick<WorkedParent, 'id'>, number: number): string => `undo ${id} ${number}`;

const isUndoing = ({ author, clOrdId }: Named): boolean => author === ballast && clOrdId.startsWith('undo ');

/** The legs themselves, oldest first: not what undoes them, and not what came when all were there. */
export const legsIn = ({ parents, count }: LegsState): WorkedParent[] =>
  parents.filter((parent) => !isUndoing(parent)).slice(0, count);

/** Orders of a list of legs that it has no place for. */
export const surplusIn = ({ parents, count }: LegsState): WorkedParent[] =>
  parents.filter((parent) => !isUndoing(parent)).slice(count);

/** The orders that trade back what a leg did, oldest first. */
export const undoingOf = ({ parents }: LegsState, { id }: Pick<WorkedParent, 'id'>): WorkedParent[] =>
  parents.filter((parent) => isUndoing(parent) && parent.clOrdId.startsWith(`undo ${id} `));

/** The legs that an order is one of; null for what stands for itself, and for what undoes a leg. */
export const legsOf = (parent: Named & Pick<WorkedParent, 'list'>, { legs }: Pick<Desk, 'legs'>): LegsState | null =>
  isUndoing(parent) ? null : (legs.find(({ id }) => id === parent.list) ?? null);

/** Of an order that was worked, as little as this may be given up, and it still counts as done: venues round sizes. */
const dust = 10_000n;

/** Whether nothing of a leg is missing: not more than dust, or than the crumb that its venue would not trade. */
export const isWhole = ({ state, terms }: Pick<WorkedParent, 'state' | 'terms'>): boolean =>
  state.status === 'Filled' ||
  (state.cumQty > 0n &&
    isNothingLeft(state) &&
    (state.cxlQty * dust < state.quantity || (isGivenUp(state, terms) && state.cxlQty * crumbs <= state.quantity)));

/** Canceled as it stood: what was to be done at once is canceled for having failed. */
const isGivenUp = ({ status }: WorkedParent['state'], { timeInForce }: WorkedParent['terms']): boolean =>
  status === 'Canceled' && (timeInForce === 'GTC' || timeInForce === 'GTD');

const isNothingLeft = ({ quantity, cumQty, cxlQty }: WorkedParent['state']): boolean =>
  quantity - cumQty - cxlQty <= 0n;

/** Units that a leg has done for certain: on the chain and booked; all of it where nothing is missing. */
export function certainOf(leg: WorkedParent): Wad {
  if (isWhole(leg)) return leg.state.quantity;
  return smallest(standingOf(leg).certain, leg.state.quantity);
}

/** Whether two legs would undo each other: one buys what the other sells, of a position that is or may be the same. */
export const areOpposite = (a: WorkedParent['terms'], b: WorkedParent['terms']): boolean =>
  a.instrument === b.instrument &&
  a.side !== b.side &&
  (a.position === null || b.position === null || a.position === b.position);

export const sayOpposite = (other: string, { instrument }: Pick<WorkedParent['terms'], 'instrument'>): string =>
  `it and leg ${other} trade ${instrument} on opposite sides, and one would undo the other: ask for the difference alone, or name two positions`;

/** The share of itself that a leg has done, less what was traded back of it, and what was taken away: 0 to 1. */
export function netShare(list: LegsState, leg: WorkedParent): number {
  const undone = undoingOf(list, leg).reduce((sum, one) => sum + standingOf(one).done, 0n);
  const done = isWhole(leg) ? leg.state.quantity : standingOf(leg).done;
  const left = done - undone - lostOf(list, leg);
  return toFloat(divideWad(wad(left > 0n ? left : 0n), leg.state.quantity, 'down'));
}

export const sayShare = (share: number): string => `${Math.round(share * 1_000) / 10} %`;

/** Orders as they were, but of the legs of one trade the one that is least done first. */
export function laggardsFirst(parents: readonly WorkedParent[], desk: Pick<Desk, 'legs'>): readonly WorkedParent[] {
  if (desk.legs.length === 0) return parents;
  const sorted = [...parents];
  for (const list of desk.legs) {
    const places = sorted.flatMap((parent, i) => (legsOf(parent, desk) === list ? [i] : []));
    const shares = new Map(places.flatMap((i) => shareAt(sorted[i])));
    const own = places
      .flatMap((i) => sorted[i] ?? [])
      .sort((a, b) => (shares.get(a.id) ?? 0) - (shares.get(b.id) ?? 0));
    for (const [n, i] of places.entries()) {
      const leg = own[n];
      if (leg) sorted[i] = leg;
    }
  }
  return sorted;
}

const shareAt = (leg: WorkedParent | undefined): [string, number][] =>
  leg ? [[leg.id, toFloat(divideWad(certainOf(leg), leg.state.quantity, 'down'))]] : [];
