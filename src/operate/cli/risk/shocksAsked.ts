import { didYouMean } from '../../../config/suggestion.js';
import { BallastError } from '../../../model/error.js';
import type { Underlying } from '../../../model/instrument.js';
import type { Shock } from '../../../model/scenarios.js';

export interface ShockQuestion {
  /** The name of one. */
  shock?: string;
  /** `ETH=-30%`, or `-30%` for everything else. */
  moves?: readonly string[];
  /** Factor on every implied vol. */
  vol?: number;
  hours?: number;
}

/**
 * The shocks that were asked for: one by its name, one made up of moves, or all.
 * @throws BallastError for a name that is not known, or a move that is not one
 */
export function shocksAsked(
  known: readonly Shock[],
  { shock, moves = [], vol, hours }: ShockQuestion,
): readonly Shock[] {
  const isOwn = moves.length > 0 || vol !== undefined || hours !== undefined;
  if (shock !== undefined) {
    if (isOwn) {
      throw new BallastError('a named shock has its own moves', { mend: 'ask with --shock, or with --move and --vol' });
    }
    const named = known.find(({ name }) => name === shock);
    if (named) return [named];
    const names = known.map(({ name }) => name);
    throw new BallastError(`there is no shock \`${shock}\``, { mend: didYouMean(shock, names) });
  }
  if (!isOwn) return known;
  const read = moves.map(moveFrom);
  const others = read.filter(({ underlying }) => underlying === null);
  if (others.length > 1) {
    throw new BallastError('two moves say what everything else does', { mend: 'say which underlying: ETH=-30%' });
  }
  const twice = read.find(
    (one, i) => one.underlying !== null && read.findIndex((other) => other.underlying === one.underlying) < i,
  );
  if (twice) throw new BallastError(`two moves of ${twice.underlying}`, { mend: 'say one of them' });
  if (vol !== undefined && !(vol >= 0 && Number.isFinite(vol))) {
    throw new BallastError('a factor on vol is 0 or more', { mend: '1.5 raises every implied vol by half' });
  }
  if (hours !== undefined && !(hours >= 0 && Number.isFinite(hours))) throw new BallastError('hours are 0 or more');
  return [
    {
      name: 'asked',
      describe: 'what was asked for',
      source: null,
      moves: Object.fromEntries(read.flatMap((one) => (one.underlying === null ? [] : [[one.underlying, one.move]]))),
      otherMoves: others[0]?.move ?? 0,
      volFactor: vol ?? 1,
      hours: hours ?? 0,
      drain: { fees: 1, impact: 1, gas: 1 },
    },
  ];
}

function moveFrom(text: string): { underlying: Underlying | null; move: number } {
  const [, underlying, written, unit] = /^(?:([^=\s]+)=)?([+-]?\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const move = Number(written) / (unit === '%' ? 100 : 1);
  if (written === undefined || !(move > -1)) {
    throw new BallastError(`\`${text}\` is not a move of a price`, {
      mend: 'ETH=-30% falls by 30 %; -30% is for all that are not named; no price falls by 100 %',
    });
  }
  return { underlying: underlying ?? null, move };
}
