import { metricIndex, metrics, scopesOf } from '../assess/metrics.js';
import type { Expression, Rule } from '../model/strategy.js';
import { compileCondition } from './expression/compile.js';
import { type Condition, isFunctionName } from './expression/condition.js';
import { syntaxTreeOf } from './expression/syntaxTree.js';
import { tokensOf } from './expression/tokens.js';
import { conditionOf, type Resolve } from './expression/whitelist.js';
import { didYouMean } from './suggestion.js';

/**
 * An operator's condition for a rule of a kind, compiled from a whitelisted syntax tree to closures: numbers, metrics
 * that such a rule may read, `+ - * / ^`, comparisons (`1 < x < 2` means both), `and or not`, a few functions, and
 * nothing else. It holds only when it is known to be true: see `Truth` for what NaN does. @throws ExpressionError
 */
export const parseExpression = (source: string, kind: Rule['kind']): Expression =>
  readCondition(source, kind).expression;

/** The same, with the tree it was compiled from, for who wants to reason about it. @throws ExpressionError */
export function readCondition(source: string, kind: Rule['kind']): { expression: Expression; condition: Condition } {
  const tokens = tokensOf(source);
  const { condition, names } = conditionOf(source, syntaxTreeOf(source, tokens), tokens, resolverFor(kind));
  const compiled = compileCondition(condition);
  const expression: Expression = {
    source,
    names: [...names].sort(),
    holds: (values) => compiled(values) === 1,
  };
  return { expression, condition };
}

function resolverFor(kind: Rule['kind']): Resolve {
  const scopes = scopesOf[kind];
  const readable = metrics.filter(({ scope }) => scopes.includes(scope)).map(({ name }) => name);
  return (name) => {
    const index = metricIndex.get(name);
    const metric = index === undefined ? undefined : metrics[index];
    if (index === undefined || !metric) {
      if (isFunctionName(name)) return { message: `\`${name}\` is a function`, mend: `write \`${name}(…)\`` };
      return { message: `\`${name}\` is not a metric`, mend: unknownName(name, readable) };
    }
    if (scopes.includes(metric.scope)) return { index };
    return {
      message: `a \`${kind}\` rule cannot read \`${name}\`: it belongs to one ${ownerOf[metric.scope]}`,
      mend: `a \`${kind}\` rule reads: ${readable.join(', ')}`,
    };
  };
}

const unknownName = (name: string, readable: readonly string[]): string => {
  const said = didYouMean(name, readable);
  return said.startsWith('did') ? said : '`ballast metrics` lists every name';
};

const ownerOf = { portfolio: 'portfolio', underlying: 'underlying', account: 'margin account' } as const;
