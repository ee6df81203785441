import { type Said, signs } from './said.js';

/** As plain text: e-mail, a log, a program. */
export function plain(said: Said): { subject: string; text: string } {
  const { tone, standing, title, subject, quotes, lines, footer, link } = said;
  const about = subject === '' ? '' : `  ${subject}`;
  const width = Math.max(0, ...lines.map(({ label }) => label.length));
  return {
    subject: `[ballast] ${standing}: ${title}${subject === '' ? '' : ` ${subject}`}`,
    text: [
      `${signs[tone]} ${standing}: ${title}${about}`,
      '',
      ...quotes.map((quote) => `> ${quote}`),
      '',
      ...lines.map(({ label, text }) => `${label.padEnd(width)}  ${text}`),
      '',
      footer,
      ...(link === null ? [] : [link]),
    ].join('\n'),
  };
}
