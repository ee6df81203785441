import type { Id } from '../../model/order.js';
import type { UnixSeconds } from '../../model/units.js';
import type { Anchor, Baseline, BaselineHeld } from './baseline.js';
import type { Compared, Shown } from './compareHeld.js';
import { isOver } from './expected.js';

/**
 * Everything as it is: what a book begins with.
 * @param adopted - The newest adopted break of each thing: an answer to what was before.
 */
export function firstBaseline(
  { block, time, held, read, strategyHash }: Shown,
  adopted: ReadonlyMap<string, Id>,
): Baseline {
  const anchor: Anchor = { block, time };
  return {
    strategyHash,
    held: held.map((one) => ({ ...one, anchor, adopted: adopted.get(one.what) ?? '' })),
    venues: Object.fromEntries(read.map((venue) => [venue, anchor])),
    byHand: [],
  };
}

/**
 * What is as it should be becomes what later blocks are compared with; what is not, what nobody can tell yet, and what a
 * reorganisation could still undo keeps the block that it was last explained at. A venue's own block moves with the last of its
 * things, and things that are gone are forgotten with it.
 */
export function nextBaseline(
  before: Baseline,
  shown: Shown,
  compared: readonly Compared[],
  adopted: ReadonlyMap<string, Id>,
): Baseline {
  const anchor: Anchor = { block: shown.block, time: shown.time };
  // What was paid out of an option is told by the option and the wallet together.
  const isWalletTold = compared.every((one) => one.held.kind !== 'token' || isDone(one));
  const moves = (one: Compared) => isDone(one) && (isWalletTold || !isTwoSided(one, shown.time));
  const kept = new Map(before.held.map((one) => [one.what, one]));
  for (const one of compared) {
    if (moves(one)) kept.set(one.what, { ...one.held, anchor, adopted: adopted.get(one.what) ?? '' });
    else if (one.before) kept.set(one.what, one.before);
  }
  const told = shown.read.filter((venue) => compared.every((one) => one.held.venue !== venue || moves(one)));
  const watched = [...shown.read, ...shown.unread];
  const isKept = ({ what, quantity, venue, adopted: answer }: BaselineHeld) =>
    watched.includes(venue) &&
    // An answer that was taken once is not taken again when the thing comes back.
    (quantity !== 0n || answer !== '' || shown.held.some((one) => one.what === what) || !told.includes(venue));
  const venues = Object.entries(before.venues).filter(([venue]) => watched.includes(venue));
  return {
    strategyHash: shown.strategyHash,
    held: [...kept.values()].filter(isKept).sort((a, b) => (a.what < b.what ? -1 : 1)),
    venues: {
      ...Object.fromEntries(venues),
      ...Object.fromEntries(told.map((venue) => [venue, anchor])),
    },
    byHand: before.byHand,
  };
}

const isDone = ({ verdict, isSettled }: Compared): boolean =>
  isSettled && (verdict === 'same' || verdict === 'explained' || verdict === 'taken');

const isTwoSided = ({ held }: Compared, time: UnixSeconds): boolean => held.kind === 'claim' || isOver(held, time);
