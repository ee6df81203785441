import { sayNumber } from '../../assess/sayNumber.js';
import type { LegsState, WorkedParent } from '../../model/desk.js';
import { isParentOpen, type OrderList } from '../../model/parentOrder.js';
import { toFloat, wad } from '../../model/units.js';
import { legsIn, sayShare, undoingOf } from './legs.js';
import { lostOf } from './legsLost.js';
import { mostUndone } from './legsUndo.js';
import { standingOf } from './standing.js';

/** What becomes of the others when a leg cannot be finished, in words. */
const rules: Readonly<Record<OrderList['onFailure'], string>> = {
  unwind: 'all are canceled, and what they have done is traded back',
  complete: 'what is left of the others is done at once',
  hold: 'no leg is worked on any more, until a person says so',
};

/** What the keeper does about legs as they stand, and what is left to a person, in sentences. */
export function sayNext(list: LegsState): string[] {
  const legs = legsIn(list);
  const open = legs.filter(({ state }) => isParentOpen(state.status));
  const names = open.map(({ clOrdId }) => clOrdId).join(', ');
  const close = `\`ballast order close-list ${list.id}\` ends it as it stands`;
  switch (list.status) {
    case 'AllDone':
      return ['it is over'];
    case 'Cancelling':
      return [
        open.length > 0 ? `${names}: canceled once nothing of it is in flight; what is done stays done` : 'it is over',
      ];
    case 'Executing':
      return [
        legs.length < list.count
          ? `it waits for the other legs: ${legs.length} of ${list.count} are there`
          : list.imbalance < 1
            ? `no leg gets more than ${sayShare(list.imbalance)} ahead of the one that is least done`
            : 'each leg goes on by itself',
        `if one cannot be finished: ${rules[list.onFailure]}`,
      ];
    case 'Alert':
      if (list.onFailure === 'hold') return ['nothing of it is worked on', close];
      if (open.length > 0)
        return list.onFailure === 'unwind'
          ? [`${names}: canceled first, then what the legs have done is traded back`]
          : [`${names}: what is left is done at once`, close];
      return list.onFailure === 'unwind'
        ? sayUndoing(list, legs, close)
        : ['one leg stays undone: trade it by hand', close];
  }
}

function sayUndoing(list: LegsState, legs: readonly WorkedParent[], close: string): string[] {
  const each = legs.flatMap((leg) => {
    const tried = undoingOf(list, leg);
    const back = tried.reduce((sum, one) => sum + standingOf(one).done, 0n);
    const left = standingOf(leg).done - back - lostOf(list, leg);
    if (left <= 0n) return [];
    const what = `${sayNumber(toFloat(wad(left)))} that ${leg.clOrdId} has done`;
    if (tried.some(({ state }) => isParentOpen(state.status))) return [`${what}: being traded back`];
    return [
      tried.length < mostUndone
        ? `${what}: to be traded back, try ${tried.length + 1} of ${mostUndone}`
        : `${what}: not traded back in ${mostUndone} tries; a person has to`,
    ];
  });
  return each.length > 0 ? [...each, close] : ['what the legs have done is traded back'];
}
