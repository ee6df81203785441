import { escaped } from '../page/escaped.js';
import { plainText } from '../plainText.js';

/** Text in the HTML that Telegram knows; what came from elsewhere is escaped in it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** Longer than any sentence of ours; what others have named (a token, a revert string) may be any length. */
const longest = 600;

/** What came from elsewhere, as text and nothing else: no tag, no mention, nothing that steers how it reads. */
function quoted(text: string): string {
  const shown = plainText(text, false);
  return escaped(shown.length > longest ? `${[...shown].slice(0, longest).join('')}…` : shown);
}

/** Markup of ours around values, which are escaped unless they are markup already. */
export const html = (parts: TemplateStringsArray, ...values: readonly (Html | string | number)[]): Html =>
  new Html(
    parts
      .map((part, i) => {
        const value = values[i];
        if (value === undefined) return part;
        return `${part}${value instanceof Html ? value.markup : quoted(String(value))}`;
      })
      .join(''),
  );

/** Several beside each other. */
export const joined = (parts: readonly Html[], between = ''): Html =>
  new Html(parts.map(({ markup }) => markup).join(between));

export const nothing = new Html('');

/** Telegram takes 4 096 characters after its markup is read; counted with it, so that none is ever too long. */
const mostCharacters = 4_000;

/**
 * Lines as so few messages as hold them. No tag goes over the end of a line, so none is cut; a line that alone is too long loses its
 * markup and its end.
 */
export function messagesOf(lines: readonly Html[]): string[] {
  const messages: string[] = [];
  let current = '';
  for (const { markup } of lines) {
    const line =
      markup.length > mostCharacters ? `${markup.replace(/<[^>]*>/g, '').slice(0, mostCharacters - 1)}…` : markup;
    if (current !== '' && current.length + 1 + line.length > mostCharacters) {
      messages.push(current);
      current = line;
    } else {
      current = current === '' ? line : `${current}\n${line}`;
    }
  }
  return current === '' ? messages : [...messages, current];
}
