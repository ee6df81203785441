import { sayNumber } from '../../assess/sayNumber.js';
import type { DeskEvent, LegsState, WorkedParent } from '../../model/desk.js';
import type { ParentEvent } from '../../model/parentEvent.js';
import { divide, toFloat, type Wad, wad } from '../../model/units.js';
import type { RowDecided } from '../decideRow.js';
import type { DecisionDraft } from '../plan.js';
import type { Turn } from '../turn.js';
import { answerOn, cutTo } from './capture.js';
import { considerParent } from './considerParent.js';
import type { Ground } from './ground.js';
import { draftFor } from './parentTerms.js';
import { sayOrder } from './sayOrder.js';

/** Taken on or granted; refused or over; not known yet, or a person is to look. */
type Word = 'yes' | 'no' | 'wait';

interface Said {
  leg: WorkedParent;
  word: Word;
  decided: RowDecided;
  why: string;
}

/**
 * What is answered on legs, on all of them or on none: whether they are taken on, or changed as asked. Each is judged on the portfolio
 * with the others filled as they would be. Where one is refused all are, with its reason; where one has to wait, or a person is to
 * look at one, all wait. Where less of one was approved, all are cut alike.
 */
export function answerTogether(
  turn: Turn,
  list: LegsState,
  legs: readonly WorkedParent[],
  ground: Ground,
): RowDecided[] {
  const cut = cutLegs(turn, legs, ground);
  const asked = legs.map((leg) => cut.get(leg.id)?.leg ?? leg);
  const then = asked.map(asItWouldBe);
  const said = asked.map((leg): Said => {
    const beside = then.filter(({ id }) => id !== leg.id);
    const own: Ground = { ...ground, under: (parent) => ground.under(parent, beside) };
    return saidOf(turn, leg, considerParent(turn, leg, own));
  });
  const no = said.find(({ word }) => word === 'no');
  if (no) return said.map((one) => (one.word === 'no' ? one.decided : refused(turn, list, one, no)));
  const waits = said.find(({ word }) => word === 'wait');
  const afterCut = ({ leg }: Said, decided: RowDecided): RowDecided => ({
    ...decided,
    events: [...(cut.get(leg.id)?.events ?? []), ...(decided.events ?? [])],
  });
  if (!waits) return said.map((one) => afterCut(one, one.decided));
  // A question that is opened now is about legs as they are from now on: so the answer is found again.
  const isAsked = said.some(({ decided }) => decided.events?.some(({ kind }) => kind === 'openReview'));
  return said.map((one) => {
    const decided = one.word === 'wait' ? one.decided : held(turn, one, waits);
    return isAsked && cut.size > 0 ? afterCut(one, decided) : decided;
  });
}

/** With what is asked of it granted. */
const asItWouldBe = (leg: WorkedParent): WorkedParent => ({
  ...leg,
  terms: { ...leg.terms, ...leg.state.replacing },
  state: { ...leg.state, quantity: leg.state.replacing?.quantity ?? leg.state.quantity },
});

function saidOf(turn: Turn, leg: WorkedParent, outcome: RowDecided | null): Said {
  const decided = outcome ?? { decisions: [], portfolio: turn.portfolio, usage: turn.usage };
  const kinds = (decided.events ?? []).flatMap((one) => (one.kind === 'parent' && one.parent === leg.id ? [one] : []));
  const last = kinds.at(-1);
  const [decision] = decided.decisions;
  const why = last?.text || decision?.not.join('; ') || 'a person is to look at it';
  if (last?.event.kind === 'accept' || last?.event.kind === 'replace') return { leg, word: 'yes', decided, why };
  const isOver = last !== undefined && last.event.kind !== 'flag';
  return { leg, word: isOver ? 'no' : 'wait', decided, why };
}

function refused(turn: Turn, list: LegsState, { leg, decided }: Said, no: Said): RowDecided {
  const text = `leg ${no.leg.clOrdId} of ${list.id} was refused: ${no.why}`;
  const kind = leg.state.status === 'PendingReplace' ? 'refuseReplace' : 'reject';
  const { open } = answerOn(turn, leg);
  const events: DeskEvent[] = [{ kind: 'parent', parent: leg.id, event: { kind }, text }];
  if (open && kind === 'reject') events.unshift({ kind: 'closeReview', review: open.id, status: 'Rejected', text });
  return {
    ...decided,
    decisions: [{ ...draftOf(leg, decided), verdict: 'refused', action: null, not: [text] }],
    events,
  };
}

function held(turn: Turn, { leg, decided }: Said, waits: Said): RowDecided {
  const not = [`waits for leg ${waits.leg.clOrdId}: ${waits.why}`];
  const decision: DecisionDraft = { ...draftOf(leg, decided), verdict: 'hold', action: null, size: [], not };
  return { decisions: [decision], portfolio: turn.portfolio, usage: turn.usage };
}

const draftOf = (leg: WorkedParent, { decisions: [own] }: RowDecided): DecisionDraft =>
  own ?? draftFor(leg, 'capture', [`asked for by ${leg.author}: ${sayOrder(leg)}`]);

/**
 * Legs of which people approved only a part, all cut to the smallest share that was approved of any; empty where none was cut. What is taken
 * on already was cut then.
 */
function cutLegs(turn: Turn, legs: readonly WorkedParent[], ground: Ground) {
  const isAsked = legs.every(({ acceptedAt, state }) => acceptedAt === null && state.replacing === null);
  const cuts = (isAsked ? legs : []).flatMap((leg) => {
    const { approved } = answerOn(turn, leg);
    const to = approved ? cutTo(leg, approved, ground.under(leg).snapshot) : null;
    return to === null ? [] : [{ leg, to }];
  });
  const [first, ...others] = cuts;
  const cut = new Map<string, { leg: WorkedParent; events: DeskEvent[] }>();
  if (!first) return cut;
  const isLess = (a: typeof first, b: typeof first) => a.to * b.leg.state.quantity < b.to * a.leg.state.quantity;
  const least = others.reduce((one, other) => (isLess(other, one) ? other : one), first);
  for (const leg of legs) {
    const quantity: Wad = wad(divide(leg.state.quantity * least.to, least.leg.state.quantity, 'down'));
    const text = `cut to ${sayNumber(toFloat(quantity))}: so much of leg ${least.leg.clOrdId} was approved`;
    const tell = (event: ParentEvent): DeskEvent => ({ kind: 'parent', parent: leg.id, event, text });
    cut.set(leg.id, {
      leg: { ...leg, state: { ...leg.state, quantity } },
      events: [tell({ kind: 'requestReplace', change: { quantity } }), tell({ kind: 'replace' })],
    });
  }
  return cut;
}
