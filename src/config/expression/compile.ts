import type { Arithmetic, Comparison, Condition, FunctionName, Quantity } from './condition.js';

/**
 * Three-valued: 1 true, 0 false, NaN not known. A comparison with NaN is not known, and `not`, `and`, `or` carry that
 * as SQL's null: `not unknown` stays unknown, `unknown or true` is true, `unknown and false` is false. So a metric
 * without a meaning can neither make a condition hold by itself nor stop an alternative that does.
 */
export type Truth = number;

export type CompiledCondition = (values: Float64Array) => Truth;
export type CompiledQuantity = (values: Float64Array) => number;

export function compileCondition(condition: Condition): CompiledCondition {
  switch (condition.kind) {
    case 'not': {
      const of = compileCondition(condition.of);
      return (values) => 1 - of(values);
    }
    case 'and':
      return both(compileCondition(condition.left), compileCondition(condition.right));
    case 'or': {
      const left = compileCondition(condition.left);
      const right = compileCondition(condition.right);
      return (values) => {
        const first = left(values);
        if (first === 1) return 1;
        const second = right(values);
        return second === 1 ? 1 : first + second;
      };
    }
    case 'comparison':
      return condition.operators
        .map((operator, link) =>
          comparison(operator, operand(condition.operands, link), operand(condition.operands, link + 1)),
        )
        .reduce(both);
  }
}

export function compileQuantity(quantity: Quantity): CompiledQuantity {
  switch (quantity.kind) {
    case 'number': {
      const { value } = quantity;
      return () => value;
    }
    case 'metric': {
      const { index } = quantity;
      return (values) => values[index] ?? Number.NaN;
    }
    case 'negate': {
      const of = compileQuantity(quantity.of);
      return (values) => -of(values);
    }
    case 'arithmetic':
      return arithmetic(quantity.operator, compileQuantity(quantity.left), compileQuantity(quantity.right));
    case 'call':
      return call(quantity.name, quantity.args.map(compileQuantity));
  }
}

const both =
  (left: CompiledCondition, right: CompiledCondition): CompiledCondition =>
  (values) => {
    const first = left(values);
    if (first === 0) return 0;
    const second = right(values);
    return second === 0 ? 0 : first * second;
  };

const operand = (operands: readonly Quantity[], index: number): CompiledQuantity =>
  compileQuantity(operands[index] ?? { kind: 'number', value: Number.NaN });

function comparison(operator: Comparison, left: CompiledQuantity, right: CompiledQuantity): CompiledCondition {
  const compare = comparing[operator];
  return (values) => {
    const a = left(values);
    const b = right(values);
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
    return compare(a, b) ? 1 : 0;
  };
}

const comparing: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function arithmetic(operator: Arithmetic, left: CompiledQuantity, right: CompiledQuantity): CompiledQuantity {
  switch (operator) {
    case '+':
      return (values) => left(values) + right(values);
    case '-':
      return (values) => left(values) - right(values);
    case '*':
      return (values) => left(values) * right(values);
    case '/':
      return (values) => left(values) / right(values);
    case '^':
      return (values) => {
        const base = left(values);
        return Number.isNaN(base) ? base : base ** right(values); // NaN ** 0 would be 1
      };
  }
}

function call(name: FunctionName, args: readonly CompiledQuantity[]): CompiledQuantity {
  if (name === 'min' || name === 'max') {
    const choose = Math[name];
    return args.reduce((left, right) => (values) => choose(left(values), right(values)));
  }
  const apply = Math[name];
  const [of = () => Number.NaN] = args;
  return (values) => apply(of(values));
}
