import type { Parsed } from '../../config/quantities.js';
import { type Wad, wad } from '../../model/units.js';

/** Digits of a wad that stand behind the point. */
const decimals = 18;
/** Longer than any amount that means something: what is written is a mistake, and no bigint of a million digits is made of it. */
const longest = 60;

/** `2`, `0.5`, `1_000.25`, `1e-3`: exactly what is written, never through a float. More than 0. */
export function parseDecimal(written: string): Parsed<Wad> {
  const text = written.trim();
  const wrong = (is: string, mend = 'write it like 2, 0.5 or 1_000.25') => ({
    message: `\`${text.slice(0, 40)}${text.length > 40 ? '…' : ''}\` ${is}`,
    mend,
  });
  if (text === '') return { message: 'it is empty', mend: 'write it like 2, 0.5 or 1_000.25' };
  if (text.length > longest) return wrong('is too long to be meant');
  const parts = /^([+-]?)(\d+(?:_\d+)*)?(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts ?? [];
  if (!parts || (whole === '' && fraction === '')) {
    if (/^[+-]?(nan|inf(inity)?|∞)$/i.test(text)) return wrong('is not a number');
    if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text))
      return wrong('has commas in it', `thousands are told apart by _: ${text.replaceAll(',', '_')}`);
    if (/^\d+,\d+$/.test(text))
      return wrong('has a comma in it', `the decimal point is a point: ${text.replace(',', '.')}`);
    return wrong('is not a number');
  }
  const digits = `${whole.replaceAll('_', '')}${fraction}`.replace(/^0+/, '');
  const shift = decimals - fraction.length + Number(exponent);
  if (digits === '') return wrong('is zero', 'an amount above 0 is wanted');
  if (sign === '-') return wrong('is negative', 'an amount above 0 is wanted; `side` says Buy or Sell');
  if (shift > longest) return wrong('is too large to be meant');
  if (shift >= 0) return { value: wad(BigInt(digits) * 10n ** BigInt(shift)) };
  const kept = digits.slice(0, shift);
  if (/[1-9]/.test(digits.slice(shift)) || kept === '') {
    return wrong(`has more than ${decimals} decimals`, `${decimals} decimals are all that a quantity has`);
  }
  return { value: wad(BigInt(kept)) };
}

/** The shortest decimal that `parseDecimal` reads as the same: `2`, `0.5`. */
export function decimalText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -decimals)}${fraction === '' ? '' : `.${fraction}`}`;
}
