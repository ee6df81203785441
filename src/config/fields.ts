import { getAddress, isAddress, zeroAddress } from 'viem';
import { z } from 'zod';
import type { Parsed, Written } from './quantities.js';
import { parseBps, parseDuration, parseGas, parseNumber, parseShare, parseUsd } from './quantities.js';

/**
 * The kinds of value that operators write. Each says what it is, with examples: the editor's schema, the reference and
 * the mends of errors are made from that.
 */
export interface About {
  describe: string;
  examples: readonly (string | number)[];
  /** What an editor checks while the operator types; a variable is always let through. */
  pattern?: string;
}

/** A scalar that `parse` understands. */
export function scalar<Value>(parse: (written: Written) => Parsed<Value>, about: About) {
  return z
    .union([z.string(), z.number()], { error: 'a single value is wanted here' })
    .transform((written, context) => {
      const parsed = parse(written);
      if ('value' in parsed) return parsed.value;
      context.addIssue({ code: 'custom', message: parsed.message, params: { mend: parsed.mend } });
      return z.NEVER;
    })
    .meta({ description: about.describe, written: about.examples, ...(about.pattern && { writtenAs: about.pattern }) });
}

const amount = String.raw`[\d_]*\.?\d+(?:[eE][+-]?\d+)?`;

export const bpsField = (describe: string) =>
  scalar(parseBps, { describe, examples: ['30bps', '0.3%'], pattern: String.raw`^\s*${amount}\s*(bps|%)\s*$` });
/** A share within bounds, as a number: 15% is 0.15. */
export const shareField = (describe: string, { least, most }: { least: number; most: number }, ...examples: string[]) =>
  scalar(
    (written) => {
      const parsed = parseShare(written);
      if (!('value' in parsed) || (parsed.value >= least && parsed.value <= most)) return parsed;
      const message = `\`${written}\` is not between ${sayShare(least)} and ${sayShare(most)}`;
      return { message, mend: `for example ${examples.join(' or ')}` };
    },
    { describe, examples, pattern: String.raw`^\s*-?${amount}\s*%\s*$` },
  );

const sayShare = (share: number): string => `${Number((share * 100).toPrecision(6))}%`;

export const durationField = (describe: string, ...examples: string[]) =>
  scalar(parseDuration, {
    describe,
    examples: examples.length > 0 ? examples : ['30s', '2m', '1h'],
    pattern: String.raw`^\s*(\d+(\.\d+)?\s*(ms|s|m|h|d)\s*)+$`,
  });
export const usdField = (describe: string, ...examples: string[]) =>
  scalar(parseUsd, {
    describe,
    examples: examples.length > 0 ? examples : ['50 usd', '5_000 usd'],
    pattern: String.raw`^\s*${amount}\s*[uU][sS][dD]\s*$`,
  });
export const gasField = (describe: string) =>
  scalar(parseGas, { describe, examples: ['0.05 eth'], pattern: String.raw`^\s*${amount}\s*[A-Za-z]+\s*$` });

/** A number for which `allowed` holds. */
export const numberField = (about: About, allowed: (value: number) => boolean = () => true, otherwise = '') =>
  scalar((written) => {
    const parsed = parseNumber(written);
    if (!('value' in parsed) || allowed(parsed.value)) return parsed;
    return { message: `\`${written}\` ${otherwise}`, mend: `for example ${about.examples.join(' or ')}` };
  }, about);

export const countField = (describe: string, least: number, ...examples: number[]) =>
  numberField(
    { describe, examples },
    (value) => Number.isSafeInteger(value) && value >= least,
    `is not a whole number of ${least} or more`,
  );

/** A health: 1 is liquidatable, so a useful one is above. */
export const healthField = (describe: string, ...examples: number[]) =>
  numberField({ describe, examples }, (value) => value > 1, 'is not above 1, where accounts are liquidated');

/** A word that `pattern` matches. */
export const wordField = (about: About, pattern = /^\S+$/, otherwise = 'is not one word') =>
  scalar((written) => {
    const value = String(written).trim();
    if (pattern.test(value)) return { value };
    return { message: `\`${value}\` ${otherwise}`, mend: `for example ${about.examples.join(' or ')}` };
  }, about);

export const addressField = (describe: string) =>
  scalar(parseAddress, { describe, examples: ['0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'] });

function parseAddress(written: Written): Parsed<ReturnType<typeof getAddress>> {
  const text = String(written).trim();
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    const digits = /^0x[0-9a-fA-F]*$/.test(text) ? `: it has ${text.length - 2} digits` : '';
    return { message: `\`${text}\` is not an address${digits}`, mend: 'an address is 0x and 40 hexadecimal digits' };
  }
  const oneCase = text === text.toLowerCase() || text.slice(2) === text.slice(2).toUpperCase();
  if (!oneCase && !isAddress(text, { strict: true })) {
    return {
      message: `\`${text}\` has a wrong checksum: a character was mistyped`,
      mend: 'copy the address again; all in lower case it is taken as it is',
    };
  }
  if (text.toLowerCase() === zeroAddress)
    return { message: 'the zero address is nobody', mend: 'write a real address' };
  return { value: getAddress(text.toLowerCase()) };
}
