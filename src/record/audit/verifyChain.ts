import { createSignatureCheck } from './auditKey.js';
import { applyItems, type ChainState } from './chainState.js';
import { beforeFirst, type Declared, type Entry, entryHash, signedText } from './entryHash.js';
import type { Finding } from './finding.js';

/** What a pinned value is: by whom it must be signed, and which entry must be there. */
export interface Pins {
  /** Public keys: each entry must be signed by one of them. Any that the chain itself names, or none, where none is given. */
  keys?: readonly string[];
  expect?: { number: number; hash: string };
}

export interface CheckedChain {
  state: ChainState;
  findings: Finding[];
  entries: number;
  newest: Pick<Entry, 'number' | 'hash' | 'at'> | null;
  /** The newest entry that is signed; 0 for none. */
  signedTo: number;
  /** Entries that nobody has signed or vouched for since. */
  unsigned: number;
  /** All that have signed, oldest first. */
  keys: string[];
}

/**
 * Entry by entry: nothing missing, nothing changed, each signed by the key that its holder has declared. A holder that has declared
 * none may leave its entries unsigned, and vouch for them once it can sign: who pins a key is told of those that stay unsigned.
 * @param entries as they are stored, values of the wrong kind included, in order of their numbers
 */
export function verifyChain(entries: Iterable<Entry>, { keys, expect }: Pins = {}): CheckedChain {
  const found: CheckedChain = {
    state: new Map(),
    findings: [],
    entries: 0,
    newest: null,
    signedTo: 0,
    unsigned: 0,
    keys: [],
  };
  const tell = (number: number, problem: string) =>
    found.findings.push({ table: 'audit', key: `[${number}]`, problem });
  const isSignedBy = createSignatureCheck();
  const declared = new Map<string, string | null>();
  const unsigned = new Map<number, string>();
  const strange: number[] = [];
  let previous = beforeFirst;
  let number = 0;
  for (const entry of entries) {
    found.entries += 1;
    number += 1;
    if (number < entry.number)
      tell(number, number + 1 < entry.number ? `to ${entry.number - 1} are missing` : 'is missing');
    number = Math.max(number, entry.number);
    if (entryHash(previous, entry) !== entry.hash) {
      tell(entry.number, 'is not what its hash says: it, or the order of the entries, was changed');
    }
    previous = entry.hash;
    found.newest = { number: entry.number, hash: entry.hash, at: entry.at };
    let said: readonly Declared[] = [];
    try {
      applyItems(found.state, entry.rows);
      said = declarationsOf(entry.rows);
    } catch {
      tell(entry.number, 'cannot be read');
    }
    for (const { key } of said) declared.set(entry.holder, key);
    if (expect?.number === entry.number && expect.hash !== entry.hash) {
      tell(entry.number, `is not the one that is expected: its hash is ${entry.hash}`);
    }
    const key = declared.get(entry.holder) ?? null;
    if (entry.signature === null && key === null) unsigned.set(entry.number, entry.holder);
    else if (entry.signature === null) tell(entry.number, 'is not signed, and whoever wrote it could sign');
    else if (key === null || !isSignedBy(key, signedText(entry.hash), entry.signature)) {
      tell(entry.number, 'has no valid signature');
    } else {
      found.signedTo = entry.number;
      if (!found.keys.includes(key)) found.keys.push(key);
      if (keys && !keys.includes(key)) strange.push(entry.number);
      else {
        for (const own of said.flatMap(({ vouches }) => vouches)) {
          if (unsigned.get(own) === entry.holder) unsigned.delete(own);
        }
      }
    }
  }
  if (expect && number < expect.number) tell(expect.number, 'is expected and missing: the chain ends before it');
  found.unsigned = unsigned.size;
  for (const [first, last] of runsOf(strange)) tell(first, `${upTo(first, last)} signed by another key than is wanted`);
  if (keys) for (const [first, last] of runsOf([...unsigned.keys()])) tell(first, `${upTo(first, last)} not signed`);
  return found;
}

const upTo = (first: number, last: number): string => (first === last ? 'is' : `to ${last} are`);

/** Numbers that follow on each other, as first and last. */
function runsOf(numbers: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}

/** @throws SyntaxError, or TypeError, where it is no list of items */
export function declarationsOf(rows: string): Declared[] {
  const items = JSON.parse(rows) as [string, unknown, string, Declared][];
  return items.flatMap(([, , done, said]) => (done === 'declare' ? [{ ...said, vouches: [...said.vouches] }] : []));
}
