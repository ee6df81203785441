/** A condition as a tree that says only what an operator may say. Columns are 1-based, in the operator's text. */
export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; of: Condition }
  /** `a < b`, or a chain `a < b <= c`, which holds when every link does; one operator fewer than operands. */
  | { kind: 'comparison'; operators: readonly Comparison[]; operands: readonly Quantity[] };

/** Something with a number as its value. */
export type Quantity =
  | { kind: 'number'; value: number }
  | { kind: 'metric'; name: string; index: number }
  | { kind: 'negate'; of: Quantity }
  | { kind: 'arithmetic'; operator: Arithmetic; left: Quantity; right: Quantity }
  | { kind: 'call'; name: FunctionName; args: readonly Quantity[] };

export const comparisons = ['<', '<=', '>', '>=', '==', '!='] as const;
export type Comparison = (typeof comparisons)[number];

export const arithmetics = ['+', '-', '*', '/', '^'] as const;
export type Arithmetic = (typeof arithmetics)[number];

/** What may be called, and with how many arguments. `log` is the natural one. */
export const functions = {
  abs: { least: 1, most: 1 },
  sign: { least: 1, most: 1 },
  floor: { least: 1, most: 1 },
  ceil: { least: 1, most: 1 },
  round: { least: 1, most: 1 },
  sqrt: { least: 1, most: 1 },
  exp: { least: 1, most: 1 },
  log: { least: 1, most: 1 },
  min: { least: 2, most: Number.POSITIVE_INFINITY },
  max: { least: 2, most: Number.POSITIVE_INFINITY },
} as const;
export type FunctionName = keyof typeof functions;

export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(functions, name);
