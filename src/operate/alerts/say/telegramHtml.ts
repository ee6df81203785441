import { type Said, signs } from './said.js';

/** As the HTML that Telegram knows. What is hostile is escaped and stands in `code`, where nothing becomes a link or a mention. */
export function telegramHtml(said: Said): string {
  const { tone, standing, title, subject, quotes, lines, footer, link } = said;
  return [
    `${signs[tone]} <b>${escapeSigns(standing)}: ${escapeSigns(title)}</b>${subject === '' ? '' : ` <code>${escapeSigns(subject)}</code>`}`,
    ...quotes.map((quote) => `<code>${escapeSigns(quote)}</code>`),
    '',
    ...lines.map(({ label, text }) => `<b>${escapeSigns(label)}</b>: ${withCommands(text)}`),
    '',
    `<i>${escapeSigns(footer)}</i>`,
    ...(link === null ? [] : [`<a href="${escapeSigns(link)}">open the console</a>`]),
  ].join('\n');
}

const withCommands = (text: string): string => escapeSigns(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const escapeSigns = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
