import type { DeskEvent, LegsState, WorkedParent } from '../../model/desk.js';
import type { Id } from '../../model/order.js';
import type { ParentEvent } from '../../model/parentEvent.js';
import { isParentOpen, type ListStatus } from '../../model/parentOrder.js';
import { allows } from '../../model/parentState.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { ending } from './ending.js';
import type { Ground } from './ground.js';
import { isWhole, legsIn, surplusIn } from './legs.js';
import { sayApart, tellApart } from './legsApart.js';
import { inProportion } from './legsChange.js';
import { failedLeg } from './legsFailed.js';
import { whyLost } from './legsLost.js';
import { answerTogether } from './legsTogether.js';
import { undoLegs } from './legsUndo.js';
import { draftFor } from './parentTerms.js';
import { sayOrder } from './sayOrder.js';
import { standingOf } from './standing.js';
import { takenOn } from './takenOn.js';

/** What becomes of legs as one: those named in `settled` have had their turn with it. */
interface LegsDecided {
  decided: readonly RowDecided[];
  settled: readonly Pick<WorkedParent, 'id'>[];
}

/**
 * What is decided of the legs of a trade together, before each has a turn of its own: whether they are taken on, changed or canceled,
 * and what follows when one of them fails.
 * @returns the orders that have had their turn with it
 */
export function considerLegs(
  turnNow: () => Turn,
  lists: readonly LegsState[],
  ground: () => Ground,
  take: (decided: RowDecided) => void,
): ReadonlySet<Id> {
  const settled = new Set<Id>();
  for (const list of lists) {
    const outcome = considerList(turnNow(), list, ground);
    for (const { id } of [...outcome.settled, ...surplusIn(list)]) settled.add(id);
    for (const decided of outcome.decided) {
      for (const accepted of takenOn(list.parents, decided)) ground().took(accepted);
      take(decided);
    }
  }
  return settled;
}

function considerList(turn: Turn, list: LegsState, ground: () => Ground): LegsDecided {
  const legs = legsIn(list);
  const open = legs.filter(({ state }) => isParentOpen(state.status));
  const surplus = surplusIn(list).filter(({ state }) => state.status === 'PendingNew');
  const away = surplus.map((one) =>
    tell(one, { kind: 'reject' }, `all ${list.count} legs of ${list.id} are there already`),
  );
  const says = (events: readonly DeskEvent[], settled: LegsDecided['settled'] = []): LegsDecided => {
    const all = [...away, ...apartOrNot(list, events), ...events];
    return { decided: all.length > 0 ? [only(turn, all)] : [], settled };
  };
  switch (list.status) {
    case 'AllDone':
      return open.length === 0 ? says([]) : says([moved(list, list.text === '' ? 'Executing' : 'Alert')], open);
    case 'Cancelling':
      return open.length > 0 ? says(...cancelAll(list, open)) : says(over(list));
    case 'Alert': {
      const lost = lostSince(turn, list, legs);
      return lost === null ? says(...afterFailure(turn, list, legs, open)) : says([lost], open);
    }
    case 'Executing': {
      const outcome = executing(turn, list, legs, open, ground);
      const own = says(outcome.events ?? [], outcome.settled);
      return { decided: [...own.decided, ...(outcome.decided ?? [])], settled: own.settled };
    }
  }
}

type Says = [events: readonly DeskEvent[], settled?: LegsDecided['settled']];

interface Executing {
  events?: readonly DeskEvent[];
  decided?: readonly RowDecided[];
  settled: LegsDecided['settled'];
}

function executing(
  turn: Turn,
  list: LegsState,
  legs: readonly WorkedParent[],
  open: readonly WorkedParent[],
  ground: () => Ground,
): Executing {
  const asked = legs.find(({ state }) => state.isCanceling);
  if (asked) {
    const [events, settled = []] = cancelAll(list, open);
    return { events: [moved(list, 'Cancelling'), ...events], settled };
  }
  if (legs.length < list.count)
    return { decided: open.map((leg) => waiting(turn, list, leg, legs.length)), settled: open };
  if (open.length === 0 && legs.every((leg) => isWhole(leg) || leg.acceptedAt === null))
    return { events: over(list), settled: [] };
  if (open.some(({ acceptedAt }) => acceptedAt === null)) {
    // Whoever changes one before all are taken on changes what is taken on.
    const changed = open.filter(({ state }) => state.status === 'PendingReplace');
    if (changed.length > 0) return { settled: open.filter((leg) => !changed.includes(leg)) };
    const gone = legs.find(({ state }) => !isParentOpen(state.status));
    if (!gone) return { decided: answerTogether(turn, list, legs, ground()), settled: open };
    const text = `leg ${gone.clOrdId} of ${list.id} is ${gone.state.status}`;
    return { events: open.filter(isNotTakenOn).map((leg) => tell(leg, { kind: 'reject' }, text)), settled: open };
  }
  const failed = failedLeg(turn, list);
  if (failed) return { events: [{ ...moved(list, 'Alert'), text: failed.why }], settled: open };
  const changed = open.filter(({ state }) => state.replacing?.quantity !== undefined);
  if (changed.length === 0) return { settled: [] };
  if (inProportion(legs)) return { decided: answerTogether(turn, list, legs, ground()), settled: open };
  const text = `the legs of ${list.id} are changed in size together, all by the same share, or not at all`;
  return { events: changed.map((leg) => tell(leg, { kind: 'refuseReplace' }, text)), settled: changed };
}

const isNotTakenOn = ({ state }: WorkedParent): boolean => allows(state.status, 'reject');

/** One that is there before the others; its time may be over meanwhile. */
function waiting(turn: Turn, list: LegsState, leg: WorkedParent, there: number): RowDecided {
  const ended = ending(turn, leg);
  if (ended !== null) return ended;
  const draft = draftFor(leg, 'capture', [`asked for by ${leg.author}: ${sayOrder(leg)}`]);
  const not = [`waits for the other legs of ${list.id}: ${there} of ${list.count} are there`];
  return { ...only(turn, []), decisions: [{ ...draft, not }] };
}

/** That more was taken away than the list knows: it is written down before anything is traded back. */
function lostSince({ desk }: Turn, list: LegsState, legs: readonly WorkedParent[]): DeskEvent | null {
  const why = legs.flatMap((leg) => {
    const lost = whyLost(list, leg, desk.breaks);
    return lost === null ? [] : [`leg ${leg.clOrdId} failed: ${lost}`];
  });
  return why.length === 0 ? null : { ...moved(list, 'Alert'), text: [list.text, ...why].join('; ') };
}

/** What the list says of a leg that fails. */
function afterFailure(turn: Turn, list: LegsState, legs: readonly WorkedParent[], open: readonly WorkedParent[]): Says {
  if (list.onFailure === 'unwind') {
    if (open.length > 0) return cancelAll(list, open);
    const { events, isOver } = undoLegs(turn, list);
    if (isOver) return [over(list)];
    // Where somebody has closed the list meanwhile, nothing more is traded back.
    return [events.length === 0 ? [] : [moved(list, 'Alert'), ...events]];
  }
  const asked = legs.find(({ state }) => state.isCanceling);
  if (asked) {
    const [events, settled = []] = cancelAll(list, open);
    return [[moved(list, 'Cancelling'), ...events], settled];
  }
  if (open.length === 0) return [sayApart(list) === '' ? over(list) : []];
  if (list.onFailure === 'hold') return [[]];
  const late = open.filter(
    (leg) =>
      leg.terms.algorithm.kind !== 'immediate' &&
      (leg.state.status === 'New' || leg.state.status === 'PartiallyFilled') &&
      standingOf(leg).open.length === 0,
  );
  const change = { algorithm: { kind: 'immediate' } } as const;
  const text = `${list.text}; what is left of the others is done at once`;
  return [
    late.flatMap((leg) => [tell(leg, { kind: 'requestReplace', change }, text), tell(leg, { kind: 'replace' }, text)]),
    late,
  ];
}

/** All that are open are asked to end; those that are asked already have their own turn, in which it is granted. */
function cancelAll(list: LegsState, open: readonly WorkedParent[]): Says {
  const text = list.text === '' ? `the legs of ${list.id} are canceled together` : list.text;
  const rest = open.filter(({ state }) => !state.isCanceling && allows(state.status, 'requestCancel'));
  return [rest.map((leg) => tell(leg, { kind: 'requestCancel' }, text)), rest];
}

const moved = ({ id, status, text }: LegsState, to: ListStatus) =>
  ({ kind: 'moveList', list: id, from: status, to, text }) as const;

/** Nothing more becomes of it. */
const over = (list: LegsState): DeskEvent[] => [moved(list, 'AllDone')];

/** What is over is as a person, or what the list says of a leg that fails, wanted it: there is nothing to alert of any more. */
function apartOrNot(list: LegsState, events: readonly DeskEvent[]): DeskEvent[] {
  if (list.status === 'AllDone') return [];
  const isOver = events.some((one) => one.kind === 'moveList' && one.to === 'AllDone');
  return tellApart(list, isOver ? '' : sayApart(list));
}

const tell = ({ id }: WorkedParent, event: ParentEvent, text: string): DeskEvent => ({
  kind: 'parent',
  parent: id,
  event,
  text,
});

const only = ({ portfolio, usage }: Turn, events: readonly DeskEvent[]): RowDecided => ({
  decisions: [],
  portfolio,
  usage,
  ...(events.length > 0 ? { events } : {}),
});
