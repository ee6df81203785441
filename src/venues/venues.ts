import type { VenueId } from '../model/instrument.js';
import type { VenueKind } from './venue.js';

/** Every protocol ballast knows. A new one is one folder and one line here. */
export const venueKinds: readonly VenueKind[] = [];

export const venueKindOf = (id: VenueId): VenueKind | undefined => venueKinds.find((kind) => kind.id === id);
