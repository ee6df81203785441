import type { Hex } from 'viem';
import type { PartInputs } from '../../chains/part.js';
import type { UnixMillis } from '../../model/units.js';
import type { Statement } from '../ledger.js';
import { type PackedSnapshot, packSnapshot } from '../snapshotCodec.js';
import { parts } from '../tables/parts.js';

/** What a decision names of it. Packed once for each: many blocks of a quick chain stand on one of a slow one. */
export const partHash = (part: PartInputs): Hex => packedOf(part).hash;

function packedOf(part: PartInputs): PackedSnapshot {
  const known = packed.get(part) ?? packSnapshot(part);
  packed.set(part, known);
  return known;
}

const packed = new WeakMap<PartInputs, PackedSnapshot>();

/** Once each: what is there already is the same, and was used again. */
export const insertParts = (all: readonly PartInputs[], at: UnixMillis): readonly Statement[] =>
  all.map((part) => (db) => {
    const { hash, data } = packedOf(part);
    return db.insert(parts).values({ hash, data, at }).onConflictDoUpdate({ target: parts.hash, set: { at } });
  });
