import type { Config } from '../config/loadConfig.js';
import type { Problem } from '../config/problem.js';

/**
 * Two live strategies on one account would trade against each other and contend for its nonces. A shadow beside a live
 * one sends nothing, and is how a change is tried out.
 */
export function sharedAccountProblems({ strategies, locate }: Config): Problem[] {
  const live = strategies.filter(({ mode }) => mode === 'live');
  return live.flatMap(({ name, file, chain, account }, i) => {
    const first = live.slice(0, i).find((other) => other.chain === chain && other.account === account);
    if (!first) return [];
    const message = `\`${first.name}\` (${first.file}) is live on this account of ${chain} too, and \`${name}\` would work against it`;
    return [locate(file, ['account'], message, 'put the rules of both into one file, or set one to `mode: shadow`')];
  });
}
