import type { Subject } from '../model/decision.js';
import type { InstrumentId, VenueId } from '../model/instrument.js';
import { marginAccountsOf, type Snapshot } from '../model/snapshot.js';
import type { AccountSelector, Rule } from '../model/strategy.js';

/**
 * What a rule is about: its underlying, its venue, or the margin accounts it selects, the sickest first and then by id, so that
 * what the wallet holds goes where it is needed most, in whatever order a venue lists its accounts. Accounts that exist
 * now and not in the portfolio as it will be (a position in flight to its close) come last.
 */
export function subjectsOf(rule: Rule, projected: Snapshot, asItIs: Snapshot): Subject[] {
  if (rule.kind === 'hedge') return [{ underlying: rule.underlying }];
  if (rule.kind === 'claim') return [{ venue: rule.venue }];
  const selectors = [rule.accounts].flat();
  const selected = (snapshot: Snapshot) =>
    marginAccountsOf(snapshot)
      .filter(({ venue, id }) => selectors.some((one) => one.venue === venue && isSelected(one, id)))
      .sort((a, b) => (a.health === b.health ? (a.id < b.id ? -1 : 1) : a.health - b.health))
      .map((account) => account.id);
  return [...new Set([...selected(projected), ...selected(asItIs)])].map((marginAccount) => ({ marginAccount }));
}

/** The venues that a rule cannot do without; of those that a hedge may trade at, any will do. */
export function venuesOf(rule: Rule): readonly VenueId[] {
  if (rule.kind === 'hedge') return [...new Set(rule.on.map(venueOfInstrument))];
  return rule.kind === 'claim' ? [rule.venue] : [...new Set([rule.accounts].flat().map(({ venue }) => venue))];
}

/** `perp-v2` of `perp-v2 ETH`. */
const venueOfInstrument = (id: InstrumentId): VenueId => id.split(' ')[0] ?? id;

/** The subject to name when the venue was not read and its accounts are not known. */
export function subjectUnread(rule: Rule): Subject {
  if (rule.kind === 'hedge') return { underlying: rule.underlying };
  if (rule.kind === 'claim') return { venue: rule.venue };
  return {
    marginAccount: [rule.accounts]
      .flat()
      .map(({ venue, name }) => `${venue} ${name}`)
      .join(', '),
  };
}

/** Whether a selector is for a margin account. */
export const isSelected = ({ venue, name }: AccountSelector, id: string): boolean =>
  name === '*' || id === `${venue} ${name}`;
