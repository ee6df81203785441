import { type Parsed, parseBps, parseDuration, parseNumber } from '../../config/quantities.js';
import { didYouMean } from '../../config/suggestion.js';
import { type OrdType, ordTypes, type ParentTerms, type TimeInForce, timesInForce } from '../../model/parentOrder.js';
import { type Bps, bps, type UnixMillis, unixMillis, type Wad } from '../../model/units.js';
import type { FieldProblem, OrderField, OrderFields } from './orderFields.js';
import { parseDecimal } from './parseDecimal.js';
import { readAlgorithm } from './readAlgorithm.js';

/** From where a small trade would execute when a child is sent, where nothing is said. */
export const defaultSlippage = bps(50);
const mostLeverage = 100;

export type Report = (problem: FieldProblem) => void;

/**
 * What somebody wants bought or sold, as far as it can be told from what was written alone; undefined where any of it is wrong.
 * @param report called with each thing that is wrong
 */
export function readTerms(fields: OrderFields, now: UnixMillis, report: Report): ParentTerms | undefined {
  let sound = true;
  const wrong: Report = (problem) => {
    sound = false;
    report(problem);
  };
  const reader = createReader(fields, wrong);
  const instrument = reader.word('instrument', 'name it as `ballast positions` does: perp-v2 ETH');
  const side = reader.choice('side', ['Buy', 'Sell'] as const);
  const quantity = reader.needed('quantity', parseDecimal, 'how much, in units of the instrument: 2');
  const price = reader.read('price', parseDecimal) ?? null;
  const stopPx = reader.read('stopPx', parseDecimal) ?? null;
  const ordType = readOrdType(fields, reader, wrong);
  const algorithm = readAlgorithm(fields, wrong);
  const time = readTime(fields, now, reader, wrong);
  const reduceOnly = reader.flag('reduceOnly');
  const block = reader.flag('block');
  const leverage = reader.read('leverage', parseLeverage);
  const maxSlippage = reader.read('slippage', parseSlippage) ?? defaultSlippage;
  if (algorithm && time) checkTogether(fields, { ...time, algorithm }, now, wrong);
  if (!sound || instrument === undefined || !side || quantity === undefined || !ordType || !algorithm || !time)
    return undefined;
  return {
    venue: instrument.split(' ')[0] ?? '',
    instrument,
    position: fields.position?.trim() || null,
    ...{ side, quantity, ordType, price, stopPx, reduceOnly, ...time, algorithm, maxSlippage },
    ...(leverage === undefined ? {} : { leverage }),
    ...(block ? { block } : {}),
  };
}

export type FieldReader = ReturnType<typeof createReader>;

/** Reads fields one by one; each that is wrong is reported and undefined. */
export function createReader(fields: OrderFields, report: Report) {
  function read<Value>(field: OrderField, parse: (text: string) => Parsed<Value>): Value | undefined {
    const written = fields[field];
    if (written === undefined) return undefined;
    const parsed = parse(written);
    if ('value' in parsed) return parsed.value;
    report({ field, message: parsed.message, mend: parsed.mend });
    return undefined;
  }
  function missing(field: OrderField, mend: string): undefined {
    report({ field, message: `\`${field}\` is missing`, mend });
  }
  return {
    read,
    needed: <Value>(field: OrderField, parse: (text: string) => Parsed<Value>, mend: string): Value | undefined =>
      fields[field] === undefined ? missing(field, mend) : read(field, parse),
    word(field: OrderField, mend: string): string | undefined {
      const text = fields[field] && nameIn(fields[field]);
      return text === undefined || text === '' ? missing(field, mend) : text;
    },
    choice<Choice extends string>(field: OrderField, choices: readonly Choice[]): Choice | undefined {
      if (fields[field] === undefined) return missing(field, `one of: ${choices.join(', ')}`);
      return read(field, (text) => choiceOf(text, choices));
    },
    flag: (field: OrderField): boolean => read(field, parseFlag) ?? false,
  };
}

/** One space between words. */
export const nameIn = (text: string): string => text.trim().replace(/\s+/g, ' ');

export function choiceOf<Choice extends string>(text: string, choices: readonly Choice[]): Parsed<Choice> {
  const plain = (word: string): string => word.toLowerCase().replace(/[\s_-]/g, '');
  const value = choices.find((choice) => plain(choice) === plain(text));
  if (value !== undefined) return { value };
  return { message: `\`${text.slice(0, 40)}\` is none of ${choices.join(', ')}`, mend: didYouMean(text, choices) };
}

function parseFlag(text: string): Parsed<boolean> {
  if (/^(true|yes|y|1|x)$/i.test(text.trim())) return { value: true };
  if (/^(false|no|n|0|)$/i.test(text.trim())) return { value: false };
  return { message: `\`${text.slice(0, 40)}\` is neither yes nor no`, mend: 'write yes or no' };
}

function parseLeverage(text: string): Parsed<number> {
  const parsed = parseNumber(text.trim().replace(/x$/i, ''));
  if (!('value' in parsed)) return parsed;
  if (parsed.value > 0 && parsed.value <= mostLeverage) return parsed;
  return { message: `\`${text}\` is not between 0 and ${mostLeverage}`, mend: 'for example 3' };
}

export function parseSlippage(text: string): Parsed<Bps> {
  return parseBps(text);
}

/** What it is follows from its prices; where it is said, both must agree. */
function readOrdType(
  { price, stopPx, ordType }: OrderFields,
  reader: FieldReader,
  report: Report,
): OrdType | undefined {
  const implied: OrdType =
    stopPx === undefined ? (price === undefined ? 'Market' : 'Limit') : price === undefined ? 'Stop' : 'StopLimit';
  if (ordType === undefined) return implied;
  const said = reader.choice('ordType', ordTypes);
  if (said === undefined || said === implied) return said;
  const needs = { Market: 'no price', Limit: '`price`', Stop: '`stopPx`', StopLimit: '`price` and `stopPx`' } as const;
  const message = `${said} goes with ${needs[said]} alone, and what is given makes it ${implied}`;
  report({ field: 'ordType', message, mend: 'leave `ordType` out: it follows from the prices' });
  return undefined;
}

type Time = Pick<ParentTerms, 'timeInForce' | 'expireTime'>;

/** An `expire` alone says GTD. */
export function readTime(fields: OrderFields, now: UnixMillis, reader: FieldReader, report: Report): Time | undefined {
  const said = fields.tif === undefined ? undefined : reader.choice('tif', timesInForce);
  if (fields.tif !== undefined && said === undefined) return undefined;
  const timeInForce: TimeInForce = said ?? (fields.expire === undefined ? 'GTC' : 'GTD');
  if (fields.expire === undefined) {
    if (timeInForce !== 'GTD') return { timeInForce, expireTime: null };
    report({ field: 'expire', message: 'GTD without a time', mend: 'say until when: 2h, or 2026-12-24T16:00Z' });
    return undefined;
  }
  const expireTime = reader.read('expire', (text) => parseMoment(text, now));
  if (timeInForce !== 'GTD') {
    const message = `${timeInForce} has no time to expire at`;
    report({ field: 'expire', message, mend: 'leave `expire` out, or say GTD' });
    return undefined;
  }
  return expireTime === undefined ? undefined : { timeInForce, expireTime };
}

const longestAhead = 366 * 86_400_000;

/** A time from now, or a moment: `2h`, `2026-12-24T16:00Z`. Ahead of now, and within a year. */
export function parseMoment(written: string, now: UnixMillis): Parsed<UnixMillis> {
  const text = written.trim();
  const mend = 'write it like 2h, or 2026-12-24T16:00Z';
  const span = parseDuration(text);
  const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i.test(text);
  if (!('value' in span) && !iso) {
    const zone = /^\d{4}-\d{2}-\d{2}/.test(text) ? ': a day, a time and a zone are wanted' : '';
    return { message: `\`${text.slice(0, 40)}\` is not a time${zone}`, mend };
  }
  const at = 'value' in span ? now + span.value : Date.parse(text);
  if (Number.isNaN(at)) return { message: `\`${text}\` is not in the calendar`, mend };
  if (at <= now) return { message: `\`${text}\` is past: it is ${new Date(now).toISOString()}`, mend };
  if (at - now > longestAhead) return { message: `\`${text}\` is more than a year ahead`, mend };
  return { value: unixMillis(at) };
}

/** What makes no sense together. */
export function checkTogether(
  fields: OrderFields,
  { timeInForce, expireTime, algorithm }: Time & Pick<ParentTerms, 'algorithm'>,
  now: UnixMillis,
  report: Report,
): void {
  if ((timeInForce === 'FOK' || timeInForce === 'IOC') && algorithm.kind !== 'immediate') {
    const message = `${timeInForce} wants it at once, and \`${algorithm.kind}\` wants it worked`;
    report({ field: 'tif', message, mend: 'leave one of the two out' });
  }
  if (expireTime !== null && 'over' in algorithm && now + algorithm.over > expireTime) {
    const message = `it expires before \`${algorithm.kind}\` is over (${fields.over ?? ''})`;
    report({ field: 'expire', message, mend: 'let it expire later, or work it in less time' });
  }
}

/** USD and units: what is more is a slip of the hand. */
export const absurd: Wad = (10n ** 12n * 10n ** 18n) as Wad;
