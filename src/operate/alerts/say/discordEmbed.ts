import type { Said, Tone } from './said.js';

const colours: Readonly<Record<Tone, number>> = { critical: 0xd1242f, warning: 0xd4860b, good: 0x2da44e };

/**
 * As a message of a Discord webhook. Hostile text stands in a block of code, which ends at three backticks alone: it has none. Nobody
 * is mentioned, whatever it says.
 */
export function discordEmbed(said: Said): object {
  const { tone, standing, title, subject, quotes, lines, footer, link } = said;
  const about = subject === '' ? '' : `\`${unticked(subject)}\`\n`;
  const description = [
    `${about}\`\`\`\n${quotes.map(unticked).join('\n')}\n\`\`\``,
    ...lines.map(({ label, text }) => `**${label}**: ${text}`),
    ...(link === null ? [] : [`[open the console](${link})`]),
  ].join('\n');
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cut(`${standing}: ${title}`, 256),
        description: cut(description, 4096),
        color: colours[tone],
        footer: { text: cut(footer, 2048) },
      },
    ],
  };
}

/** Backticks as the mark that looks most like them. */
const unticked = (text: string): string => text.replaceAll('`', '\u02cb');

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
