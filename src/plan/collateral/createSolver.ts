import type { Highs, Model } from 'highs';
import { BallastError } from '../../model/error.js';
import type { LinearAnswer, LinearModel, LinearSession, LinearSolver } from './linear.js';

/** Loaded when a programme is first to be solved. Its types are those of CommonJS, where the loader is a property; as a module it is what is imported. */
async function loadHighs(): Promise<Highs> {
  const { default: highs } = (await import('highs')) as unknown as { default: () => Promise<Highs> };
  return highs();
}

/** The solver died, and the one that took its place died of the same programme. */
export class SolverDied extends BallastError {
  override name = 'SolverDied';
}

/**
 * HiGHS (Huangfu and Hall, 2018), compiled to WebAssembly: loading waits, solving does not. One thread, one seed, and no limit in
 * time, so that the same programme gives the same bits.
 *
 * A second one stands by: an abort inside WebAssembly leaves an instance that cannot be used any more, and another takes a moment
 * to load, which a plan cannot wait for.
 */
export async function createSolver(load: () => Promise<Highs> = loadHighs): Promise<LinearSolver> {
  const first = await load();
  let inUse: Highs = first;
  let spare: Highs | null = await load();

  const replace = (): boolean => {
    if (spare === null) return false;
    inUse = spare;
    spare = null;
    void load().then(
      (loaded) => {
        spare = loaded;
      },
      // It is asked for again when it is missed: the next death is told as it is.
      () => undefined,
    );
    return true;
  };

  const within = <Result>(model: LinearModel, work: (session: LinearSession) => Result): Result => {
    try {
      return workWith(inUse, model, work);
    } catch (error) {
      if (!isDeath(error)) throw error;
      if (!replace()) throw new SolverDied('the solver has died, and the next one is not loaded yet', { cause: error });
    }
    try {
      return workWith(inUse, model, work);
    } catch (error) {
      if (!isDeath(error)) throw error;
      replace();
      throw new SolverDied('the solver died twice of the same programme', { cause: error });
    }
  };
  return { within, solve: (model) => within(model, (session) => session.run()) };
}

/** An abort, a trap, or a stack that has run out inside: whatever comes of WebAssembly itself, and not of a programme refused. */
const isDeath = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'RuntimeError' || error.message.startsWith('Maximum call stack'));

function workWith<Result>(highs: Highs, model: LinearModel, work: (session: LinearSession) => Result): Result {
  const opened = highs.createModel(dataOf(model));
  let result: Result;
  try {
    opened.options.set(model.whole === null ? linearOptions : wholeOptions);
    result = work(sessionOf(highs, opened, model.whole !== null));
  } catch (error) {
    try {
      opened.dispose();
    } catch {
      // A dead instance cannot free what it held; what it died of is what is to be told.
    }
    throw error;
  }
  opened.dispose();
  return result;
}

const always = { output_flag: false, random_seed: 1 } as const;
/**
 * Presolving costs more than it saves where a programme is solved many times from where it stood. From there it takes the primal
 * simplex where only costs have changed, and the dual one where bounds have (0: as it finds it).
 */
const linearOptions = { ...always, solver: 'simplex', presolve: 'off', simplex_strategy: 0 } as const;
/** A count of nodes is the same on every machine. */
const wholeOptions = {
  ...always,
  mip_max_nodes: 2_000,
  mip_rel_gap: 1e-10,
  mip_abs_gap: 1e-9,
  mip_feasibility_tolerance: 1e-9,
};

const dataOf = (model: LinearModel) => ({
  numCols: model.costs.length,
  numRows: model.rowLower.length,
  colCost: model.costs,
  colLower: model.lower,
  colUpper: model.upper,
  rowLower: model.rowLower,
  rowUpper: model.rowUpper,
  matrix: {
    format: 'csc' as const,
    numRows: model.rowLower.length,
    numCols: model.costs.length,
    starts: model.starts,
    indices: model.rows,
    values: model.values,
  },
  ...(model.whole && { integrality: Int32Array.from(model.whole) }),
});

function sessionOf(highs: Highs, model: Model, whole: boolean): LinearSession {
  return {
    setCosts: (costs) => {
      model.changeColsCost({ kind: 'range', from: 0, to: costs.length - 1 }, costs);
    },
    setColumn: (column, lower, upper) => {
      model.changeColBounds(column, lower, upper);
    },
    setRange: (from, lower, upper) => {
      if (upper.length > 0) model.changeColsBounds({ kind: 'range', from, to: from + upper.length - 1 }, lower, upper);
    },
    setRow: (row, lower, upper) => {
      model.changeRowBounds(row, lower, upper);
    },
    run: () => answerOf(highs, model, whole),
  };
}

function answerOf(highs: Highs, model: Model, whole: boolean): LinearAnswer {
  model.run();
  const { modelStatus } = highs.constants;
  const status = model.getModelStatus();
  const nothing = {
    values: new Float64Array(),
    rowDuals: new Float64Array(),
    columnDuals: new Float64Array(),
    objective: Number.NaN,
  };
  if (status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible) {
    return { status: 'infeasible', ...nothing, bound: Number.POSITIVE_INFINITY };
  }
  const isOptimal = status === modelStatus.optimal || status === modelStatus.empty;
  const isCut = status === modelStatus.solutionLimit;
  if (!isOptimal && !isCut) return { status: 'failed', ...nothing, bound: Number.NEGATIVE_INFINITY };
  const objective = model.getObjectiveValue();
  const bound = whole ? Number(model.info.get('mip_dual_bound')) : objective;
  if (!Number.isFinite(objective)) return { status: 'limit', ...nothing, bound };
  const { colValue, colDual, rowDual } = model.getSolution();
  return {
    status: isOptimal ? 'optimal' : 'limit',
    values: colValue,
    rowDuals: whole ? new Float64Array() : rowDual,
    columnDuals: whole ? new Float64Array() : colDual,
    objective,
    bound,
  };
}
