import { escaped } from '../../page/escaped.js';
import { type Said, signs } from './said.js';

/** Signs that Telegram takes are 4,096, those of tags not counted: with room for a command below. */
const mostSigns = 4_000;

/** Of those, what our own lines may take together: the rest is for what has happened. */
const mostOfLines = 2_000;

/** A quote that would be cut to less is counted instead. */
const leastOfQuote = 40;

/**
 * As the HTML that Telegram knows, and no longer than it takes. What is hostile is escaped and stands in `code`, where nothing becomes a
 * link or a mention. What has no room is cut before it has tags; of many quotes the first stay, and the rest is counted.
 */
export function telegramHtml(said: Said): string {
  const { tone, standing, title, quotes, footer, link } = said;
  const heading = cut(`${standing}: ${title}`, 300);
  const subject = cut(said.subject, 300);
  const below = cut(footer, 300);
  const lines = cutLines(said.lines);
  const ours = [signs[tone], heading, subject, below, link === null ? '' : toConsole, counted(quotes.length)];
  const taken = [...ours, ...lines.map(({ label, text }) => `${label}: ${text}`)];
  const shown = cutQuotes(quotes, mostSigns - taken.reduce((sum, text) => sum + text.length + 1, 2));
  const left = quotes.length - shown.length;
  return [
    `${signs[tone]} <b>${escaped(heading)}</b>${subject === '' ? '' : ` <code>${escaped(subject)}</code>`}`,
    ...shown.map((quote) => `<code>${escaped(quote)}</code>`),
    ...(left === 0 ? [] : [counted(left)]),
    '',
    ...lines.map(({ label, text }) => `<b>${escaped(label)}</b>: ${withCommands(text)}`),
    '',
    `<i>${escaped(below)}</i>`,
    ...(link === null ? [] : [`<a href="${escaped(link)}">${toConsole}</a>`]),
  ].join('\n');
}

const toConsole = 'open the console';

const counted = (count: number): string => `… and ${count} more, which have no room here`;

function cutLines(lines: Said['lines']): Said['lines'] {
  let room = mostOfLines;
  return lines.map(({ label, text }) => {
    const fit = { label: cut(label, 60), text: cut(text, Math.max(1, room)) };
    room -= fit.text.length;
    return fit;
  });
}

function cutQuotes(quotes: readonly string[], most: number): string[] {
  const fit: string[] = [];
  let room = most;
  for (const quote of quotes) {
    if (quote.length > room && room < leastOfQuote) break;
    const one = cut(quote, room);
    fit.push(one);
    room -= one.length + 1;
  }
  return fit;
}

/** Counted as Telegram counts, and never within one sign. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let fit = '';
  for (const sign of text) {
    if (fit.length + sign.length >= most) break;
    fit += sign;
  }
  return `${fit}…`;
}

const withCommands = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
