import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ParentEvent, ParentEventKind } from './parentEvent.js';
import { parentMoves } from './parentMoves.js';
import { isParentOpen, leavesQty, type ParentChange, type ParentState, parentStatuses } from './parentOrder.js';
import { allows, avgPx, IllegalEventError, newParentState, parentAfter, replaceProblem } from './parentState.js';
import { WAD, type Wad, wad } from './units.js';

/** What may come in at any moment: an operator's word, the keeper's answer, what the chain has done, or undone. */
type Step =
  | { kind: Exclude<ParentEventKind, 'trade' | 'bust' | 'requestReplace'> }
  | { kind: 'trade'; quantity: Wad; price: Wad }
  /** One of the fills that there are, by its place among them. */
  | { kind: 'bust'; which: number }
  | { kind: 'requestReplace'; change: ParentChange };

const quantity = fc.bigInt({ min: 1n, max: 12n * WAD }).map(wad);
const price = fc.bigInt({ min: 0n, max: 5_000n * WAD }).map(wad);
const which = fc.nat({ max: 20 });
const words = [
  'accept',
  'flag',
  'reject',
  'trigger',
  'pause',
  'resume',
  'requestCancel',
  'cancel',
  'refuseCancel',
  'replace',
] as const;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...words, 'refuseReplace' as const, 'expire' as const).map((kind) => ({ kind })),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('trade' as const), quantity, price }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('bust' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('requestReplace' as const),
      change: fc.oneof(
        quantity.map((to) => ({ quantity: to })),
        price.map((to) => ({ price: to })),
      ),
    }),
  },
);

/** A history as it may come about: the first steps take it on, so that most of it is about an order that is worked. */
const histories = fc
  .tuple(quantity, fc.boolean(), fc.array(step, { maxLength: 40 }))
  .map(([ordered, isAccepted, steps]) => ({
    ordered,
    steps: isAccepted ? [{ kind: 'accept' } as const, ...steps] : steps,
  }));

/** The naive model: a list of fills, each there or undone, and nothing else. */
function createModel() {
  const fills: { id: string; quantity: Wad; price: Wad; isUndone: boolean }[] = [];
  const standing = () => fills.filter(({ isUndone }) => !isUndone);
  return {
    fills,
    filled: () => standing().reduce((sum, fill) => sum + fill.quantity, 0n),
    /** Each amount rounded down, as money is. */
    gross: () => standing().reduce((sum, fill) => sum + (fill.quantity * fill.price) / WAD, 0n),
  };
}
type Model = ReturnType<typeof createModel>;

/** The event that a step stands for; null where it stands for none: there is no such fill, or it is undone already. */
function eventOf(step: Step, { fills }: Model): ParentEvent | null {
  switch (step.kind) {
    case 'trade':
      return { kind: 'trade', child: 'c', fill: `f${fills.length}`, quantity: step.quantity, price: step.price };
    case 'bust': {
      const fill = fills[step.which % Math.max(fills.length, 1)];
      if (!fill || fill.isUndone) return null;
      return { kind: 'bust', child: 'c', fill: fill.id, quantity: fill.quantity, price: fill.price };
    }
    default:
      return step;
  }
}

function note({ fills }: Model, event: ParentEvent): void {
  if (event.kind === 'trade')
    fills.push({ id: event.fill, quantity: event.quantity, price: event.price, isUndone: false });
  const undone = event.kind === 'bust' ? fills.find(({ id }) => id === event.fill) : undefined;
  if (undone) undone.isUndone = true;
}

/** Goes through a history; what cannot happen must be refused, and leaves everything as it was. */
function run(
  { ordered, steps }: { ordered: Wad; steps: readonly Step[] },
  look: (state: ParentState, model: Model, event: ParentEvent, before: ParentState) => void,
): { state: ParentState; events: ParentEvent[] } {
  const model = createModel();
  const events: ParentEvent[] = [];
  let state = newParentState(ordered);
  for (const one of steps) {
    const event = eventOf(one, model);
    if (event === null) continue;
    const before = state;
    try {
      state = parentAfter(before, event);
    } catch (error) {
      expect(error).toBeInstanceOf(IllegalEventError);
      continue;
    }
    note(model, event);
    events.push(event);
    look(state, model, event, before);
  }
  return { state, events };
}

test('invariant: what is done, left and canceled is what was ordered; nothing is left exactly when it is over', () => {
  fc.assert(
    fc.property(histories, (history) => {
      run(history, (state) => {
        expect(state.cumQty + leavesQty(state) + state.cxlQty).toBe(state.quantity);
        for (const part of [state.cumQty, leavesQty(state), state.cxlQty, state.overQty]) expect(part >= 0n).toBe(true);
        expect(leavesQty(state) === 0n).toBe(!isParentOpen(state.status));
        if (isParentOpen(state.status)) expect([state.cxlQty, state.overQty]).toEqual([0n, 0n]);
        if (state.overQty > 0n) expect(state.cumQty).toBe(state.quantity);
      });
    }),
  );
});

test('invariant: every status is one that the table leads to', () => {
  fc.assert(
    fc.property(histories, (history) => {
      run(history, (state, _, event, before) => {
        expect(parentMoves[before.status][event.kind]).toContain(state.status);
      });
    }),
  );
});

test('invariant: facts count: what was done is the sum of the fills that stand, and its price their average', () => {
  fc.assert(
    fc.property(histories, (history) => {
      run(history, (state, model) => {
        expect(state.cumQty).toBe(model.filled());
        expect(state.grossTradeAmt).toBe(model.gross());
        expect(avgPx(state)).toBe(model.filled() === 0n ? null : (model.gross() * WAD) / model.filled());
      });
    }),
  );
});

test('invariant: once accepted, no trade and no bust of one is ever refused', () => {
  fc.assert(
    fc.property(histories, quantity, price, (history, more, at) => {
      const { state } = run({ ...history, steps: [{ kind: 'accept' }, ...history.steps] }, () => {});
      const trade = { kind: 'trade', child: 'c', fill: 'late', quantity: more, price: at } as const;
      const traded = parentAfter(state, trade);
      expect(traded.cumQty).toBe(state.cumQty + more);
      expect(parentAfter(traded, { ...trade, kind: 'bust' })).toEqual(state);
    }),
  );
});

test('invariant: the order of fills does not matter to what was done', () => {
  const fills = fc.array(fc.record({ quantity, price }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(quantity, fills, (ordered, made) => {
      const after = (all: typeof made) =>
        all.reduce<ParentState>(
          (state, fill) => parentAfter(state, { kind: 'trade', child: 'c', fill: 'f', ...fill }),
          parentAfter(newParentState(ordered), { kind: 'accept' }),
        );
      expect(after([...made].reverse())).toEqual(after(made));
    }),
  );
});

test('invariant: the fold of the events that are written down is where the order stands', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { state, events } = run(history, () => {});
      expect(events.reduce(parentAfter, newParentState(history.ordered))).toEqual(state);
    }),
  );
});

test('invariant: a change is refused exactly where less would be ordered than is done', () => {
  fc.assert(
    fc.property(histories, (history) => {
      run(history, (state) => {
        if (state.status !== 'PendingReplace') return;
        const isRefused = (state.replacing?.quantity ?? state.quantity) < state.cumQty;
        expect(replaceProblem(state) !== null).toBe(isRefused);
        const grant = () => parentAfter(state, { kind: 'replace' });
        if (isRefused) expect(grant).toThrow(IllegalEventError);
        else expect(grant().replacing).toBeNull();
      });
    }),
  );
});

test('behavior: the histories meet every status, and every race', () => {
  const met = new Set<string>();
  const sample = fc.sample(histories, { numRuns: 3_000, seed: 7 });
  for (const history of sample) {
    run(history, (state, _, event, before) => {
      met.add(state.status);
      if (event.kind === 'trade' || event.kind === 'bust') met.add(`${event.kind} while ${before.status}`);
    });
  }
  expect([...parentStatuses].filter((status) => !met.has(status))).toEqual([]);
  const races = parentStatuses.flatMap((status) =>
    (['trade', 'bust'] as const).flatMap((kind) => (allows(status, kind) ? [`${kind} while ${status}`] : [])),
  );
  expect(races.filter((race) => !met.has(race))).toEqual([]);
});
