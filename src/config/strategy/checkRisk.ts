import type { Underlying } from '../../model/instrument.js';
import type { Path } from '../problem.js';
import type { Check } from '../readFields.js';
import type { Draft } from './draft.js';
import { expectUnderlying } from './underlyingsKnown.js';

/**
 * What `risk:` says is about something that the book can hold: a vol for `eth` would change nothing, and nobody would see it.
 * @param known what can be held; null where that cannot be told
 * @param taken names of shocks that ship
 */
export function checkRisk(
  check: Check,
  { risk }: Pick<Draft, 'risk'>,
  known: readonly Underlying[] | null,
  taken: readonly string[],
): void {
  checkShockNames(check, risk.shocks ?? [], taken);
  if (known === null) return;
  const expectKnown = (path: Path, name: string) => expectUnderlying(check, path, name, known);
  for (const key of ['vols', 'betas'] as const) {
    for (const name of Object.keys(risk[key] ?? {})) expectKnown(['risk', key, name], name);
  }
  if (risk.benchmark !== undefined) expectKnown(['risk', 'benchmark'], risk.benchmark);
  risk.shocks?.forEach(({ moves = {}, otherMoves, volFactor }, index) => {
    for (const name of Object.keys(moves)) expectKnown(['risk', 'shocks', index, 'moves', name], name);
    if (Object.keys(moves).length === 0 && otherMoves === 0 && volFactor === 1) {
      check.report(
        ['risk', 'shocks', index],
        'nothing moves in this shock',
        'state `moves`, `otherMoves` or `volFactor`',
      );
    }
  });
}

function checkShockNames(check: Check, shocks: readonly { name: string }[], taken: readonly string[]): void {
  shocks.forEach(({ name }, index) => {
    const path = ['risk', 'shocks', index, 'name'];
    if (taken.includes(name)) check.report(path, `\`${name}\` is a shock that ships`, 'give yours another name');
    else if (shocks.findIndex((other) => other.name === name) !== index) {
      check.report(path, `a shock above is called \`${name}\` too`, 'give one of them another name');
    }
  });
}
