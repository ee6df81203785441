import type { Position } from '../../model/position.js';
import type { RiskSettings } from '../../model/riskSettings.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { VolChoice } from '../holdings/heldOf.js';
import { type Surfaced, surfacesOf } from './surfacesOf.js';
import { volOf } from './volOf.js';

/** How options are valued under the settings, and what of it must be said. */
export interface Vols {
  choose: VolChoice;
  /** In sentences, once `choose` was asked. */
  notes(): readonly string[];
}

/** Surfaces are fitted only where something is asked of them: under `sticky-strike` a venue's own vol needs none. */
export function volsUnder(snapshot: Snapshot, { surface }: Pick<RiskSettings, 'surface'>): Vols {
  const notes = new Set<string>();
  let fitted: ReadonlyMap<string, Surfaced> | null = null;
  const needsNone = ({ pricing }: Position) => surface === 'sticky-strike' && (pricing?.vol ?? 0) > 0;
  return {
    choose(position) {
      if (position.instrument.kind !== 'option' || needsNone(position)) return null;
      fitted ??= surfacesOf(snapshot);
      const { vol, source, volPerLogSpot, note } = volOf(position, fitted, snapshot.block.timestamp, surface);
      if (note !== null) notes.add(note);
      return { vol, volSource: source, volPerLogSpot };
    },
    notes: () => [...notes],
  };
}
