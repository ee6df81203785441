import { chooseOptions } from '../compileHoldings.js';
import { type OptionScenarios, worthOfOptions } from '../worthOfOptions.js';
import { addSharpOptions } from './addSharpOptions.js';
import { chebyshevCoefficients, chebyshevNodes, chebyshevPolynomials, type Range } from './chebyshev.js';
import type { InterpolationPlan } from './interpolationPlan.js';

/** Points of the table for each Chebyshev node: cubics between them then add no error that counts. */
const pointsPerNode = 4;

/**
 * As `worthOfOptions`, and much faster where scenarios are many: nearly exact, in the way that `plan` has it.
 *
 * Worth is a Chebyshev polynomial in (ln spot, ln factor) through exact worths at its nodes. To read it quickly it is laid out
 * once as a table along ln spot, evenly spaced; between its points runs a cubic, and across them the polynomial in ln factor.
 * @param worth - Filled, one entry a scenario.
 * @returns USD: about what it may be off by, told from the terms at which the polynomials end (Boyd, "Chebyshev and Fourier
 * Spectral Methods", 2001, 2.12). No bound, but of the order of what the terms left out would have made.
 */
export function interpolateOptions(given: OptionScenarios, plan: InterpolationPlan, worth: Float64Array): number {
  const { move, volFactor } = given;
  worth.fill(0, 0, move.length);
  addSharpOptions(given, plan, worth);
  const most = plan.smooth.at(-1)?.moveNodes ?? 0;
  if (most === 0) return 0;
  const { coefficients, last } = coefficientsOf(given, plan, most);
  const table = tableOf(coefficients, most, plan.factorNodes);
  addFromTable(table, most * pointsPerNode, plan, move, volFactor, worth);
  return last;
}

/** Of the polynomial that all smooth options make together: `most` × factorNodes; and how large the last ones are. */
function coefficientsOf(given: OptionScenarios, plan: InterpolationPlan, most: number) {
  const columns = plan.factorNodes;
  const sum = new Float64Array(most * columns);
  let last = 0;
  const factors = chebyshevNodes(columns, plan.logFactor).map(Math.exp);
  for (const { moveNodes, members } of plan.smooth) {
    const moves = chebyshevNodes(moveNodes, plan.move);
    const move = new Float64Array(moveNodes * columns);
    const volFactor = new Float64Array(moveNodes * columns);
    for (let at = 0; at < move.length; at++) {
      move[at] = moves[Math.floor(at / columns)] ?? Number.NaN;
      volFactor[at] = factors[at % columns] ?? Number.NaN;
    }
    const values = new Float64Array(move.length);
    worthOfOptions({ ...given, options: chooseOptions(given.options, members), move, volFactor }, values);
    const own = chebyshevCoefficients(values, moveNodes, columns);
    for (let at = 0; at < own.length; at++) sum[at] = (sum[at] as number) + (own[at] as number);
    last = Math.hypot(last, lastTerms(own, moveNodes, columns));
  }
  return { coefficients: sum, last };
}

/** Root of the sum of squares of the two last rows (a smooth function may have none of one parity), and the last column but where it is the only one. */
function lastTerms(coefficients: Float64Array, rows: number, columns: number): number {
  let sum = 0;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      if (r >= rows - 2 || (columns > 1 && c === columns - 1)) sum += (coefficients[r * columns + c] as number) ** 2;
  return Math.sqrt(sum);
}

/**
 * Coefficients along ln factor at evenly spaced points of ln spot, from one end to the other: row `p` is at -1 + 2 p / cells, on
 * the scale where the range is [-1, 1].
 */
function tableOf(coefficients: Float64Array, rows: number, columns: number): Float64Array {
  const cells = rows * pointsPerNode;
  const table = new Float64Array((cells + 1) * columns);
  const polynomials = new Float64Array(rows);
  for (let p = 0; p <= cells; p++) {
    chebyshevPolynomials(-1 + (2 * p) / cells, polynomials, rows);
    for (let j = 0; j < rows; j++) {
      const factor = polynomials[j] ?? 0;
      for (let c = 0; c < columns; c++)
        table[p * columns + c] =
          (table[p * columns + c] as number) + factor * (coefficients[j * columns + c] as number);
    }
  }
  return table;
}

function addFromTable(
  table: Float64Array,
  cells: number,
  { move: moves, logFactor, factorNodes }: InterpolationPlan,
  move: Float64Array,
  volFactor: Float64Array,
  worth: Float64Array,
): void {
  const toCell = scaleTo(moves, cells);
  const toUnit = scaleTo(logFactor, 2);
  for (let s = 0; s < move.length; s++) {
    const place = toCell * ((move[s] as number) - moves.low);
    // Lagrange's cubic through four points at -1, 0, 1, 2: the two on either side, or the last four at an end.
    const first = Math.min(Math.max(Math.floor(place) - 1, 0), cells - 3);
    const t = place - first - 1;
    const a = (-t * (t - 1) * (t - 2)) / 6;
    const b = ((t + 1) * (t - 1) * (t - 2)) / 2;
    const c = (-(t + 1) * t * (t - 2)) / 2;
    const d = ((t + 1) * t * (t - 1)) / 6;
    const y = toUnit * (Math.log(volFactor[s] as number) - logFactor.low) - 1;
    let at = first * factorNodes;
    let before = y;
    let polynomial = 1;
    let value = 0;
    for (let k = 0; k < factorNodes; k++, at++) {
      const coefficient =
        a * (table[at] as number) +
        b * (table[at + factorNodes] as number) +
        c * (table[at + 2 * factorNodes] as number) +
        d * (table[at + 3 * factorNodes] as number);
      value += coefficient * polynomial;
      // T_-1 = T_1, so the recurrence starts by itself.
      const next = 2 * y * polynomial - before;
      before = polynomial;
      polynomial = next;
    }
    worth[s] = (worth[s] as number) + value;
  }
}

/** 0 where the range is a point: then every scenario is at its low end. */
const scaleTo = ({ low, high }: Range, length: number): number => (high > low ? length / (high - low) : 0);
