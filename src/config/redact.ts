/**
 * A text without what may be secret in it: of a URL scheme and host remain (keys hide in user, path and query), long
 * runs of letters and digits go, except what may be an address. For everything that a report shows of an operator's files.
 */
export const redact = (text: string): string =>
  text
    .replace(
      /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)([^\s'",\]}`]+)/gi,
      (_, scheme: string, rest: string) => scheme + hostOf(rest),
    )
    .replace(/\b(?!0x[0-9a-f]{1,44}\b)(?=\w*\d)(?=\w*[a-z])\w{24,}/gi, '…');

/** A line of a file as a report may show it: at most 200 characters. */
export function redactLine(line: string): string {
  const shown = redact(saysSecret.test(line) ? hideValue(line) : line);
  return shown.length > 200 ? `${shown.slice(0, 199)}…` : shown;
}

/** The line with its key (or dash) alone: `endpoints: …`. */
export function hideValue(line: string): string {
  const [kept = ''] = /^\s*(?:-\s+)?(?:[\w-]+:(?=\s|$)\s*)?/.exec(line) ?? [];
  return kept.length < line.length ? `${kept}…` : line;
}

const saysSecret = /(?:pass(?:word|phrase)?|secret|mnemonic|private\w*|phrase|seed|api_?key|endpoints?|remote)\W*:/i;

function hostOf(rest: string): string {
  const authority = rest.split(/[/?#]/, 1)[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return host.length === rest.length ? host : `${host}/…`;
}
