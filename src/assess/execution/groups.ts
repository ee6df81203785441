import type { Execution } from './executionOf.js';

/** What orders are taken together by. */
export const groupings = ['venue', 'strategy', 'algorithm', 'rule', 'account', 'instrument', 'list', 'block'] as const;
export type Grouping = (typeof groupings)[number];

/**
 * Orders by one of their properties, sorted by its name; those without it are left out. What an account has traded for the members of a
 * block is left out: they have it, at its price.
 */
export function groupsOf<One extends Execution>(executions: readonly One[], by: Grouping): [string, One[]][] {
  const groups = new Map<string, One[]>();
  for (const execution of withoutBlocks(executions)) {
    const name = nameOf(execution, by);
    if (name === null) continue;
    const group = groups.get(name) ?? [];
    group.push(execution);
    groups.set(name, group);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Each trade once, with the one who wanted it. */
export const withoutBlocks = <One extends Execution>(executions: readonly One[]): One[] =>
  executions.filter(({ order }) => order.kind !== 'block');

function nameOf({ order }: Execution, by: Grouping): string | null {
  switch (by) {
    case 'algorithm':
      return order.algorithm ?? 'by a rule';
    case 'rule':
      return order.rule === null ? null : `${order.strategy}: ${order.rule}`;
    default:
      return order[by];
  }
}
