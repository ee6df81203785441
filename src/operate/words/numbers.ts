/** Numbers as people read them: grouped by thin blocks of three, a fixed number of decimals, no surprises. */

/** Whole digits in blocks of three: `401 223 187`. */
export const grouped = (digits: string, apart = ' '): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, apart);

/** `2 204.18`; `-` where there is no number, `∞` where there is no bound. */
export function decimal(value: number, decimals = 2): string {
  if (Number.isNaN(value)) return '-';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const sign = value < 0 && Number(value.toFixed(decimals)) !== 0 ? '-' : '';
  return `${sign}${grouped(whole)}${fraction ? `.${fraction}` : ''}`;
}

/** `+2.41`, `-0.30`, `0.00`. */
export const signed = (value: number, decimals = 2): string => {
  const text = decimal(value, decimals);
  return Number(value.toFixed(decimals)) > 0 ? `+${text}` : text;
};

/** `401 223 187` */
export const integer = (value: number | bigint): string => grouped(value.toString());

/** A fraction as `12.3 %`; `-` where there is no number. */
export const percent = (fraction: number, decimals = 1): string =>
  Number.isNaN(fraction) ? '-' : `${decimal(fraction * 100, decimals)} %`;

/** `3.2 s`, `4 min`, `2 h`, `5 d`. */
export function duration(ms: number): string {
  if (ms < 60_000) return `${decimal(ms / 1000, 1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}

/** `4 min ago`; `just now` within a second, and for what another clock puts ahead of ours. */
export const ago = (ms: number): string => (ms < 1_000 ? 'just now' : `${duration(ms)} ago`);

/** How long after something else: `+0.31 s`, `+4 min`; never before it. */
export const after = (ms: number): string =>
  ms < 10_000 ? `+${decimal(Math.max(0, ms) / 1000)} s` : `+${duration(ms)}`;

/**
 * A sentence whose numbers have too many decimals to be read: at most `decimals` of each are kept. Numbers that are
 * grouped already stay whole.
 */
export const tidied = (sentence: string, decimals = 4): string =>
  sentence.replace(/(?<![\w.])(?:\d{1,3}(?: \d{3})+|\d+)\.\d+(?![\w.]*\w)/g, (number) => {
    const [, fraction = ''] = number.split('.');
    return decimal(Number(number.replaceAll(' ', '')), Math.min(decimals, fraction.length));
  });

/** `12:04:31` in UTC; with the date when it is not `today`'s. */
export function clock(at: number, today: number): string {
  const iso = new Date(at).toISOString();
  const time = iso.slice(11, 19);
  return iso.slice(0, 10) === new Date(today).toISOString().slice(0, 10) ? time : `${iso.slice(0, 10)} ${time}`;
}
