import type { Liquidity } from '../../model/instrument.js';
import type { LiquidityState, Position } from '../../model/position.js';
import { toFloat } from '../../model/units.js';
import { decimal } from '../words/numbers.js';
import { table, yellow } from './table.js';

/** Liquidity whose state is known, with what a pool tells of it. */
interface Range {
  id: string;
  instrument: Liquidity;
  /** USD per unit. */
  mark: number;
  state: LiquidityState;
}

/** What is in pools, by range: a table and the empty line below it; nothing where none is. */
export function liquidityText(held: readonly Position[]): string[] {
  const ranges = held.flatMap(({ id, instrument, mark, liquidity: state }): Range[] =>
    instrument.kind === 'liquidity' && state ? [{ id, instrument, mark: toFloat(mark), state }] : [],
  );
  if (ranges.length === 0) return [];
  const lines = table(ranges, [
    { title: 'liquidity', cell: ({ id }) => id },
    { title: 'from usd', align: 'right', cell: ({ instrument }) => decimal(toFloat(instrument.lower)) },
    { title: 'to', align: 'right', cell: ({ instrument }) => decimal(toFloat(instrument.upper)) },
    { title: 'price', cell: whereText },
    { title: 'holds', align: 'right', cell: ({ instrument, state }) => unitsText(state.units, instrument) },
    { title: 'and usd', align: 'right', cell: ({ state }) => decimal(toFloat(state.dollars)) },
    { title: 'fees owed usd', align: 'right', cell: ({ state, mark }) => decimal(feesOf(state, mark)) },
    // Not known where nobody has seen what was put in.
    { title: 'lost to moves', align: 'right', cell: ({ state }) => decimal(state.impermanentLoss ?? Number.NaN) },
  ]);
  return [lines, ''];
}

const unitsText = (units: LiquidityState['units'], { underlying }: Liquidity): string =>
  `${decimal(toFloat(units), 4)} ${underlying}`;

const feesOf = ({ feeUnits, feeDollars }: LiquidityState, mark: number): number =>
  toFloat(feeUnits) * mark + toFloat(feeDollars);

/** Fees are earned while the price is in the range; beside it, all of it is one of the two. */
function whereText({ instrument, state }: Range): string {
  if (state.liquidity === 0) return 'withdrawn';
  if (state.units === 0n) return yellow('above: all usd');
  return state.dollars === 0n ? yellow(`below: all ${instrument.underlying}`) : 'in range';
}
