import type { Hex } from 'viem';
import type { PartInputs } from '../../chains/part.js';
import type { UnixMillis } from '../../model/units.js';
import type { Statement } from '../ledger.js';
import { type PackedSnapshot, packSnapshot } from '../snapshotCodec.js';
import { parts } from '../tables/parts.js';
import { prepareOnce } from './prepareOnce.js';

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
  insertPacked(all.map(packedOf), at);

/** The same of anything that snapshots name by its hash. */
export const insertPacked = (all: readonly PackedSnapshot[], at: UnixMillis): readonly Statement[] =>
  all.map(
    ({ hash, data }): Statement =>
      (db) =>
        partRow(db, { hash, data, at }),
  );

const partRow = prepareOnce(parts, (db, places) =>
  db
    .insert(parts)
    .values(places)
    .onConflictDoUpdate({ target: parts.hash, set: { at: places.at } }),
);
