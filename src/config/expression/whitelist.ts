import type {
  ConstantNode,
  FunctionNode,
  MathNode,
  OperatorNode,
  ParenthesisNode,
  RelationalNode,
  SymbolNode,
} from 'mathjs';
import {
  type Arithmetic,
  arithmetics,
  type Comparison,
  type Condition,
  comparisons,
  functions,
  isFunctionName,
  type Quantity,
} from './condition.js';
import { ExpressionError, type ExpressionProblem } from './expressionError.js';
import type { Token } from './tokens.js';

/** What a name stands for: its place among the values, or why it cannot be read. */
export type Resolve = (name: string) => { index: number } | { message: string; mend: string };

const mathjsComparisons: Readonly<Record<string, Comparison>> = {
  smaller: '<',
  smallerEq: '<=',
  larger: '>',
  largerEq: '>=',
  equal: '==',
  unequal: '!=',
};

/**
 * Rebuilds a syntax tree from the few kinds of node that a condition is made of; whatever is not named here is an
 * error. Names that cannot be read are gathered, so that one reading reports them all. @throws ExpressionError
 */
export function conditionOf(
  source: string,
  tree: MathNode,
  tokens: readonly Token[],
  resolve: Resolve,
): { condition: Condition; names: ReadonlySet<string> } {
  const problems: ExpressionProblem[] = [];
  const names = new Set<string>();
  // mathjs keeps no positions, but the numbers and names of a tree, read from left to right, are those of the text.
  const words = tokens.filter(({ kind }) => kind === 'number' || kind === 'name');
  let read = 0;
  const here = (): number => words[read]?.column ?? 1;

  const refuse = (column: number, message: string, mend: string): ExpressionError =>
    new ExpressionError(source, [...problems, { column, message, mend }]);

  function condition(node: MathNode): Condition {
    if (isParenthesis(node)) return condition(node.content);
    if (isRelational(node)) {
      return {
        kind: 'comparison',
        operators: node.conditionals.map((name) => mathjsComparisons[name] ?? unknownNode(node)),
        operands: node.params.map(quantity),
      };
    }
    if (isOperator(node)) {
      const [left, right] = node.args;
      if (node.op === 'not' && left) return { kind: 'not', of: condition(left) };
      if ((node.op === 'and' || node.op === 'or') && left && right) {
        return { kind: node.op, left: condition(left), right: condition(right) };
      }
      const operator = comparisons.find((known) => known === node.op);
      if (operator && left && right) {
        return { kind: 'comparison', operators: [operator], operands: [quantity(left), quantity(right)] };
      }
    }
    const column = here();
    quantity(node); // a wrong name is the better message
    throw refuse(
      column,
      `\`${shown(node)}\` is a number; a condition compares numbers`,
      `compare it, for example \`${shown(node)} > 1\``,
    );
  }

  function quantity(node: MathNode): Quantity {
    if (isParenthesis(node)) return quantity(node.content);
    if (isConstant(node)) {
      const column = here();
      read++;
      const value: unknown = node.value;
      if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'number', value };
      throw refuse(column, `\`${shown(node)}\` is not a number of a condition`, 'compare with a finite number');
    }
    if (isSymbol(node)) return metric(node.name);
    if (isFunction(node)) return call(node);
    if (isOperator(node)) return arithmetic(node);
    if (isRelational(node)) throw notANumber(node);
    return unknownNode(node);
  }

  function metric(name: string): Quantity {
    const column = here();
    read++;
    const found = resolve(name);
    if ('index' in found) {
      names.add(name);
      return { kind: 'metric', name, index: found.index };
    }
    problems.push({ column, ...found });
    return { kind: 'number', value: Number.NaN };
  }

  function call(node: FunctionNode): Quantity {
    const column = here();
    const name = isSymbol(node.fn) ? node.fn.name : '';
    read++;
    if (!isFunctionName(name)) {
      throw refuse(column, `\`${name}\` is not a function`, `there are: ${Object.keys(functions).join(', ')}`);
    }
    const { least, most } = functions[name];
    if (node.args.length < least || node.args.length > most) {
      const wanted = most === least ? `${least} argument` : `at least ${least} arguments`;
      throw refuse(column, `\`${name}\` takes ${wanted}, not ${node.args.length}`, `write \`${name}(…)\` so`);
    }
    return { kind: 'call', name, args: node.args.map(quantity) };
  }

  function arithmetic(node: OperatorNode): Quantity {
    const [left, right] = node.args;
    if (left && node.fn === 'unaryMinus') return { kind: 'negate', of: quantity(left) };
    if (left && node.fn === 'unaryPlus') return quantity(left);
    const operator = arithmetics.find((known): known is Arithmetic => known === node.op);
    if (!operator || !left || !right) throw notANumber(node);
    const first = quantity(left);
    if (node.implicit) {
      throw refuse(here(), 'two things side by side mean nothing here', 'multiply with `*`; conditions have no units');
    }
    return { kind: 'arithmetic', operator, left: first, right: quantity(right) };
  }

  const notANumber = (node: MathNode): ExpressionError =>
    isOperator(node) && node.op === 'not'
      ? refuse(
          here(),
          `\`not\` is about \`${shown(node.args[0])}\` alone here`,
          'write `not (…)` around the comparison',
        )
      : refuse(
          here(),
          `\`${shown(node)}\` is a condition where a number is wanted`,
          'join conditions with `and`, `or`, `not`',
        );

  const unknownNode = (node: MathNode): never => {
    throw refuse(here(), `\`${shown(node)}\` is not part of a condition`, 'compare numbers and metrics');
  };

  const found = condition(tree);
  if (problems.length > 0) throw new ExpressionError(source, problems);
  return { condition: found, names };
}

const shown = (node: MathNode | undefined): string => (node?.toString() ?? '').slice(0, 60);

const isConstant = (node: MathNode): node is ConstantNode => node.type === 'ConstantNode';
const isSymbol = (node: MathNode): node is SymbolNode => node.type === 'SymbolNode';
const isFunction = (node: MathNode): node is FunctionNode => node.type === 'FunctionNode';
const isOperator = (node: MathNode): node is OperatorNode => node.type === 'OperatorNode';
const isParenthesis = (node: MathNode): node is ParenthesisNode => node.type === 'ParenthesisNode';
const isRelational = (node: MathNode): node is RelationalNode => node.type === 'RelationalNode';
