import { isSignedBy } from './auditKey.js';
import { applyItems, type ChainState } from './chainState.js';
import { beforeFirst, type Checkpoint, checkpointText, type Declared, type Entry, entryHash } from './entryHash.js';
import type { Finding } from './finding.js';

/** What a pinned value is: by whom it may be signed, and which entry must be there. */
export interface Pins {
  /** Public keys; any that the chain itself names where none is given. */
  keys?: readonly string[];
  expect?: { number: number; hash: string };
}

export interface CheckedChain {
  state: ChainState;
  findings: Finding[];
  newest: Pick<Entry, 'number' | 'hash' | 'at'> | null;
  signedTo: number;
  /** All that the checkpoints bear. */
  keys: string[];
}

/** A checkpoint with the hash of its row. */
export type StoredCheckpoint = Checkpoint & { row: string };

/**
 * Entry by entry: nothing missing, nothing changed, each signature good, by a key that the chain has named before.
 * @param entries as they are stored, values of the wrong kind included, in order of their numbers
 * @param previous where the chain is looked at from, for a part of it
 */
export function verifyChain(
  entries: Iterable<Entry>,
  checkpoints: readonly StoredCheckpoint[],
  { keys, expect }: Pins = {},
): CheckedChain {
  const found: CheckedChain = { state: new Map(), findings: [], newest: null, signedTo: 0, keys: [] };
  const tell = (table: string, key: number | string, problem: string) =>
    found.findings.push({ table, key: `[${key}]`, problem });
  const signed = new Map(checkpoints.map((checkpoint) => [checkpoint.number, checkpoint]));
  const declared = new Set<string>();
  let previous = beforeFirst;
  let number = 0;
  for (const entry of entries) {
    for (number += 1; number < entry.number; number += 1) tell('audit', number, 'is missing');
    if (entryHash(previous, entry) !== entry.hash) {
      tell('audit', entry.number, 'is not what its hash says: it, or the order of the entries, was changed');
    }
    previous = entry.hash;
    found.newest = { number: entry.number, hash: entry.hash, at: entry.at };
    try {
      applyItems(found.state, entry.rows);
      for (const declaration of declarationsOf(entry.rows)) if (declaration.key !== null) declared.add(declaration.key);
    } catch {
      tell('audit', entry.number, 'cannot be read');
    }
    if (expect?.number === entry.number && expect.hash !== entry.hash) {
      tell('audit', entry.number, `is not the one that is expected: its hash is ${entry.hash}`);
    }
    const checkpoint = signed.get(entry.number);
    if (!checkpoint) continue;
    signed.delete(entry.number);
    if (!found.keys.includes(checkpoint.publicKey)) found.keys.push(checkpoint.publicKey);
    const wrong = wrongWith(checkpoint, entry, keys ?? [...declared]);
    if (wrong === null) found.signedTo = entry.number;
    else tell('checkpoints', checkpoint.number, wrong);
  }
  if (expect && number < expect.number)
    tell('audit', expect.number, 'is expected and missing: the chain ends before it');
  for (const key of signed.keys()) tell('checkpoints', key, 'is about an entry that is missing');
  tellUnmentioned(found, checkpoints, number);
  return found;
}

function wrongWith(checkpoint: StoredCheckpoint, entry: Entry, keys: readonly string[]): string | null {
  if (checkpoint.hash !== entry.hash) return 'was signed for another entry than the one of its number';
  if (!isSignedBy(checkpoint.publicKey, checkpointText(checkpoint), checkpoint.signature))
    return 'has no valid signature';
  return keys.includes(checkpoint.publicKey)
    ? null
    : `is signed by a key that nobody vouches for: ${checkpoint.publicKey}`;
}

/** The entry after a checkpoint names it, so that none can be taken away or put in later; the newest entry's has none after it. */
function tellUnmentioned({ state, findings }: CheckedChain, checkpoints: readonly StoredCheckpoint[], newest: number) {
  const mentions = new Map(state.get('checkpoints'));
  const tell = (key: string, problem: string) => findings.push({ table: 'checkpoints', key, problem });
  for (const { number, row } of checkpoints) {
    const key = `[${number}]`;
    const mention = mentions.get(key);
    mentions.delete(key);
    if (mention === undefined ? number < newest : mention !== row)
      tell(key, 'is not the one that the next entry names');
  }
  for (const key of mentions.keys()) tell(key, 'is missing');
  state.delete('checkpoints');
}

export function declarationsOf(rows: string): Declared[] {
  const items = JSON.parse(rows) as [string, unknown, string, Declared][];
  return items.flatMap(([, , done, said]) => (done === 'declare' ? [said] : []));
}
