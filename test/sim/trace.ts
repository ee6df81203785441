/** What happened, line by line, without anything that differs from run to run. */
export interface Trace {
  readonly lines: readonly string[];
  say(line: string): void;
  /** For whatever is only known by an id that was made at random. */
  name(id: string): string;
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** `shortId`: the first half of one. */
const shortened = /\b[0-9a-f]{8}-[0-9a-f]{4}\b/g;
const hashes = /0x[0-9a-f]{64}/g;
const folders = /\/\S*\/ballast-sim-\w+\//g;
const longHex = /0x[0-9a-f]{41,}/g;

/** Ids and hashes are renamed by the order in which they are first seen. */
export function createTrace(): Trace {
  const lines: string[] = [];
  const names = new Map<string, string>();
  const name = (id: string): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const given = `#${names.size + 1}`;
    names.set(id, given);
    return given;
  };
  return {
    lines,
    name,
    say: (line) =>
      void lines.push(
        line
          .replace(folders, '')
          .replace(uuids, (id) => name(id.slice(0, 13)))
          .replace(shortened, name)
          .replace(hashes, name)
          .replace(longHex, (bytes) => `${bytes.slice(0, 10)}…(${bytes.length})`),
      ),
  };
}
