/** How loud a message is; `good`: it is over. */
export type Tone = 'critical' | 'warning' | 'good';

/**
 * A message before it has a form. What may come from elsewhere (names of tokens, words of a venue, texts of errors) stands in
 * `quotes` and `subject` alone, and no form lets it be anything but text; the rest is ours, with commands `in backticks`.
 */
export interface Said {
  tone: Tone;
  /** `CRITICAL`, `still open`: what has become of it. */
  standing: string;
  /** The code of the alert, or how many there are. */
  title: string;
  /** Hostile. What it is about; empty for several. */
  subject: string;
  /** Hostile. What has happened, one line each. */
  quotes: readonly string[];
  /** What ballast does, what a person can do. */
  lines: readonly { label: string; text: string }[];
  /** Since when, how often, which id, on which machine. */
  footer: string;
  /** Where it can be seen; null where nobody said where the console is. */
  link: string | null;
}

/** Sign of a tone for where there are no colours. */
export const signs: Readonly<Record<Tone, string>> = { critical: '🔴', warning: '🟠', good: '🟢' };

/** A hostile text as one line of at most `most` characters: without controls, and without what steers a terminal or turns text round. */
export function oneLine(text: string, most: number): string {
  const line = text
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}]/gu, '')
    .trim();
  const signs = [...line];
  return signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : line;
}
