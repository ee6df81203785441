import { type Parsed, parseDuration, parseNumber, parseShare } from '../../config/quantities.js';
import { didYouMean } from '../../config/suggestion.js';
import type { Algorithm, AlgorithmKind } from '../../model/parentOrder.js';
import { type Milliseconds, wad } from '../../model/units.js';
import type { algorithmFields, FieldProblem, OrderField, OrderFields } from './orderFields.js';
import { parseDecimal } from './parseDecimal.js';

type AlgorithmField = Exclude<(typeof algorithmFields)[number], 'algo'>;

/** What each takes beside `jitter`; all of it must be said, but for what has a default. */
const takes: Readonly<Record<AlgorithmKind, readonly AlgorithmField[]>> = {
  immediate: [],
  twap: ['over', 'slices'],
  vwap: ['over', 'profile'],
  pov: ['share', 'over'],
  iceberg: ['display'],
  almgrenChriss: ['over', 'slices', 'riskAversion'],
};
const kinds = Object.keys(takes) as AlgorithmKind[];

const meant: Readonly<Record<AlgorithmField, string>> = {
  over: 'for how long it is worked: 30m',
  slices: 'in how many parts: 12',
  jitter: 'by how much a part or a time may differ: 20%',
  share: 'of what the market trades, at most: 10%',
  display: 'how much is shown at a time, units of the instrument: 0.5',
  profile: 'how much belongs into each part of the time: 3/2/1/2/3',
  riskAversion: 'how dear waiting is, per USD: 0.000001',
};

const mostSlices = 10_000;
const longest = 30 * 86_400_000;
const defaultSlices = 10;

/**
 * How an order is to be worked; undefined where what is said of it is wrong.
 * @param report called with each thing that is wrong
 */
export function readAlgorithm(fields: OrderFields, report: (problem: FieldProblem) => void): Algorithm | undefined {
  const kind = kindOf(fields.algo, report);
  if (kind === undefined) return undefined;
  const allowed: readonly OrderField[] = kind === 'immediate' ? [] : [...takes[kind], 'jitter'];
  let sound = true;
  const wrong = (field: OrderField, message: string, mend: string): undefined => {
    sound = false;
    report({ field, message, mend });
  };
  for (const field of Object.keys(meant) as AlgorithmField[]) {
    if (fields[field] === undefined || allowed.includes(field)) continue;
    const users = kinds.filter((one) => takes[one].includes(field) || (field === 'jitter' && one !== 'immediate'));
    wrong(field, `\`${kind}\` takes no \`${field}\``, `leave it out, or say \`algo\`: ${users.join(', ')}`);
  }
  function read<Value>(field: AlgorithmField, parse: (text: string) => Parsed<Value>, otherwise?: Value) {
    const written = fields[field];
    if (written === undefined) {
      return otherwise ?? wrong(field, `\`${kind}\` needs \`${field}\``, `say ${meant[field]}`);
    }
    const parsed = parse(written);
    return 'value' in parsed ? parsed.value : wrong(field, parsed.message, parsed.mend);
  }
  const wanted = {
    over: allowed.includes('over') ? read('over', parseOver) : undefined,
    slices: allowed.includes('slices') ? read('slices', parseSlices, defaultSlices) : undefined,
    profile: allowed.includes('profile') ? read('profile', parseProfile) : undefined,
    share: allowed.includes('share') ? read('share', shareUpTo(1)) : undefined,
    display: allowed.includes('display') ? read('display', parseDecimal) : undefined,
    riskAversion: allowed.includes('riskAversion') ? read('riskAversion', parsePositive) : undefined,
    jitter: allowed.includes('jitter') ? read('jitter', shareUpTo(0.5), 0) : undefined,
  };
  return sound ? algorithmOf(kind, wanted) : undefined;
}

interface Wanted {
  over: Milliseconds | undefined;
  slices: number | undefined;
  profile: readonly number[] | undefined;
  share: number | undefined;
  display: bigint | undefined;
  riskAversion: number | undefined;
  jitter: number | undefined;
}

function algorithmOf(kind: AlgorithmKind, wanted: Wanted): Algorithm | undefined {
  const { over, slices, profile, share, display, riskAversion, jitter = 0 } = wanted;
  switch (kind) {
    case 'immediate':
      return { kind };
    case 'twap':
      return over !== undefined && slices !== undefined ? { kind, over, slices, jitter } : undefined;
    case 'vwap':
      return over !== undefined && profile ? { kind, over, profile, jitter } : undefined;
    case 'pov':
      return over !== undefined && share !== undefined ? { kind, share, over, jitter } : undefined;
    case 'iceberg':
      return display !== undefined ? { kind, display: wad(display), jitter } : undefined;
    case 'almgrenChriss':
      return over !== undefined && slices !== undefined && riskAversion !== undefined
        ? { kind, over, slices, riskAversion, jitter }
        : undefined;
  }
}

function kindOf(written: string | undefined, report: (problem: FieldProblem) => void): AlgorithmKind | undefined {
  if (written === undefined) return 'immediate';
  const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');
  const kind = kinds.find((one) => plain(one) === plain(written));
  if (kind === undefined)
    report({
      field: 'algo',
      message: `there is no algorithm \`${written.slice(0, 40)}\``,
      mend: didYouMean(written, kinds),
    });
  return kind;
}

function parseOver(text: string): Parsed<Milliseconds> {
  const parsed = parseDuration(text);
  if (!('value' in parsed)) return parsed;
  if (parsed.value < 1_000) return { message: `\`${text}\` is less than a second`, mend: 'write it like 30m' };
  if (parsed.value > longest) return { message: `\`${text}\` is more than 30 days`, mend: 'write it like 30m' };
  return parsed;
}

function parseSlices(text: string): Parsed<number> {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= 2 && value <= mostSlices) return { value };
  return { message: `\`${text.slice(0, 40)}\` is not a whole number from 2 to ${mostSlices}`, mend: 'for example 12' };
}

function parseProfile(text: string): Parsed<readonly number[]> {
  const mend = 'positive numbers with / between them: 3/2/1/2/3';
  const parts = text.split(/[/\s]+/).filter((part) => part !== '');
  const values = parts.map((part) => parseNumber(part));
  const value = values.flatMap((one) => ('value' in one && one.value > 0 ? one.value : []));
  if (value.length !== parts.length || value.length < 2)
    return { message: `\`${text.slice(0, 40)}\` is no profile`, mend };
  if (value.length > mostSlices)
    return { message: `the profile has ${value.length} parts`, mend: `${mostSlices} are the most` };
  return { value };
}

const shareUpTo =
  (most: number) =>
  (text: string): Parsed<number> => {
    const parsed = parseShare(text);
    if (!('value' in parsed)) return parsed;
    if (parsed.value > 0 && parsed.value <= most) return parsed;
    if (parsed.value === 0 && most < 1) return parsed;
    return { message: `\`${text}\` is not between 0 and ${most * 100}%`, mend: 'write it like 20%' };
  };

function parsePositive(text: string): Parsed<number> {
  const parsed = parseNumber(text);
  return !('value' in parsed) || parsed.value > 0
    ? parsed
    : { message: `\`${text}\` is not above 0`, mend: 'for example 0.000001' };
}
