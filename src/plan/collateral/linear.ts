/**
 * Linear and mixed-integer programmes as data, and what solves them. Planning is handed a solver, as it is handed prices: the same
 * programme gives the same bits.
 */

/** Minimise costs · x, with rowLower <= A x <= rowUpper and lower <= x <= upper. A by columns, compressed. */
export interface LinearModel {
  costs: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  /** 1 where only whole numbers will do; null: nowhere. */
  whole: Uint8Array | null;
  rowLower: Float64Array;
  rowUpper: Float64Array;
  /** Where each column begins in `rows` and `values`; one more than there are columns. */
  starts: Int32Array;
  rows: Int32Array;
  values: Float64Array;
}

export interface LinearAnswer {
  /** `limit`: it was cut short at a count of nodes, never at a time; `values` are the best found, if any were. */
  status: 'optimal' | 'infeasible' | 'limit' | 'failed';
  /** Empty where nothing was found. */
  values: Float64Array;
  /** What one more of each row's bound would change the objective by; empty with whole numbers. */
  rowDuals: Float64Array;
  /** What one more of each column would change the objective by; empty with whole numbers. */
  columnDuals: Float64Array;
  objective: number;
  /** No solution has a lower objective. */
  bound: number;
}

/** One programme, changed and solved again from where it stands. */
export interface LinearSession {
  setCosts(costs: Float64Array): void;
  setColumn(column: number, lower: number, upper: number): void;
  /** Of as many columns as there are bounds, beginning with `from`. */
  setRange(from: number, lower: Float64Array, upper: Float64Array): void;
  setRow(row: number, lower: number, upper: number): void;
  run(): LinearAnswer;
}

export interface LinearSolver {
  /** Once, from scratch. */
  solve(model: LinearModel): LinearAnswer;
  /** Hands a session to `work`, and ends it. Should the solver die meanwhile, `work` is begun once more with a fresh one. */
  within<Result>(model: LinearModel, work: (session: LinearSession) => Result): Result;
}
