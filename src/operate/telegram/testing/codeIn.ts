/** The one-time code that a message asks to repeat. */
export const codeIn = (text: string): string => /\b\d{6}\b/.exec(text)?.[0] ?? 'none';
