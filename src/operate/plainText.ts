/** Steers a terminal, or turns round how a line reads: control characters, line separators, marks of direction. */
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Whether what somebody gave as a reason or a name could show as something else than it is. Lines and tabs are controls as well. */
export const hasControls = (text: string): boolean => controls.test(text);

/** A control, and what makes a style of it where it is an escape. */
const shown = /([\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069])(\[\d{1,2}m)?/gu;

/** Bold, dim, colours and their ends. None hides anything. */
const ownStyle = /^\[(?:[0-2]|22|3[1-79]|9[0-7])m$/;

/**
 * A text for a terminal or a log: what would steer it is written out (`\\x1b`). Lines and tabs stay.
 * @param keepColours - Where this program has painted it.
 */
export const plainText = (text: string, keepColours: boolean): string =>
  text.replace(shown, (found, control: string, style = '') => {
    if (control === '\n' || control === '\t') return found;
    return keepColours && control === '\u001b' && ownStyle.test(style) ? found : escaped(control) + style;
  });

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
}
