import { type Said, signs } from './said.js';

/**
 * As a message of a Slack webhook. Hostile text stands in plain text, escaped: `<!channel>` and links are no more than signs there.
 */
export function slackBlocks(said: Said): object {
  const { tone, standing, title, subject, quotes, lines, footer, link } = said;
  const heading = `${signs[tone]} ${standing}: ${title}`;
  const shown = [subject, ...quotes].filter((text) => text !== '').join('\n');
  return {
    text: escapeSigns(`${heading} ${subject}`.trim()),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plainText(heading, 150) },
      ...(shown === '' ? [] : [{ type: 'section', text: plainText(shown, 3000) }]),
      ...lines.map(({ label, text }) => section(`*${label}*: ${escapeSigns(text)}`)),
      ...(link === null ? [] : [section(`<${escapeSigns(link)}|open the console>`)]),
      { type: 'context', elements: [plainText(footer, 2000)] },
    ],
  };
}

/** Cut between signs, so that no escape is cut in two. */
function plainText(text: string, most: number): object {
  let fit = '';
  for (const sign of text) {
    const escaped = escapeSigns(sign);
    if (fit.length + escaped.length >= most) {
      fit += '…';
      break;
    }
    fit += escaped;
  }
  return { type: 'plain_text', emoji: false, text: fit };
}

const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3000) } });

const escapeSigns = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
