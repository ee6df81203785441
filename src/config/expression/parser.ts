import { createRequire } from 'node:module';
import type { MathNode } from 'mathjs';

/** What is used of mathjs: nothing of it ever evaluates. */
export interface Parser {
  parse(expression: string): MathNode;
}

let loaded: Parser | null = null;

/**
 * mathjs, for its parser alone. Loaded when the first condition is read, and as CommonJS: that is 100 ms and 17 MiB less than its ESM
 * entry (Node 20), and readers of the ledger never load it. In the bundle `bundle/parser.mjs` stands in its place, which has nothing but
 * the parser.
 */
export function parser(): Parser {
  loaded ??= createRequire(import.meta.url)('mathjs/number') as typeof import('mathjs');
  return loaded;
}
