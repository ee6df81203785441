import type { Address } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { SequencerFeed } from '../../model/sequencer.js';
import type { Milliseconds } from '../../model/units.js';
import type { TokenDeclaration, VenueKind } from '../../venues/venue.js';
import { addressField } from '../fields.js';
import type { Path } from '../problem.js';
import { type Check, readFields, readMap, readValue } from '../readFields.js';
import { didYouMean } from '../suggestion.js';
import { chainShape, sequencerShape, tokenShape } from './schema.js';

/** A chain as far as its entry could be understood; null stands for what could not, and is reported. */
export interface ChainDraft {
  name: string;
  id?: number;
  endpoints?: readonly string[];
  confirmations?: number;
  headAge?: Milliseconds;
  gasToken?: string;
  multicall3?: Address;
  /** null: it could not be understood, and is reported. */
  sequencer?: SequencerFeed | null;
  tokens: Readonly<Record<string, TokenDeclaration>> | null;
  venues: Readonly<Record<VenueId, VenueDraft | null>>;
}

export interface VenueDraft {
  deployment: unknown;
  /** What a strategy may watch there; null when that could not be understood. */
  names: readonly string[] | null;
}

export function readChain(check: Check, name: string, given: unknown, kinds: readonly VenueKind[]): ChainDraft {
  const path = ['chains', name];
  const map = readMap(check, path, given);
  if (!map) return { name, tokens: null, venues: {} };
  const { tokens: givenTokens, venues: givenVenues, sequencer: givenSequencer, ...rest } = map;
  const { tokens: _, venues: __, sequencer: ___, ...shape } = chainShape;
  const { endpoints, ...fields } = readFields(check, path, rest, shape);
  const urls = endpoints === undefined ? [] : [endpoints].flat();
  urls.forEach((url, index) => {
    if (urls.indexOf(url) === index) return;
    check.report(
      [...path, 'endpoints', index],
      'the same endpoint stands here twice',
      'a second opinion needs another',
    );
  });
  if (fields.headAge !== undefined && fields.headAge < 1_000) {
    check.report([...path, 'headAge'], 'every block would be stale', 'give a block time to arrive: 60s');
  }
  const tokens = readTokens(check, [...path, 'tokens'], givenTokens);
  return {
    name,
    ...fields,
    ...(endpoints === undefined ? {} : { endpoints: urls }),
    ...(givenSequencer === undefined || givenSequencer === null
      ? {}
      : { sequencer: readSequencer(check, [...path, 'sequencer'], givenSequencer) }),
    tokens,
    venues: readVenues(check, [...path, 'venues'], givenVenues, kinds, tokens),
  };
}

function readSequencer(check: Check, path: Path, given: unknown): SequencerFeed | null {
  const { feed, grace } = readFields(check, path, given, sequencerShape);
  return feed === undefined || grace === undefined ? null : { feed, grace };
}

function readTokens(check: Check, path: Path, given: unknown): Record<string, TokenDeclaration> | null {
  if (given === undefined || given === null) return {};
  const map = readMap(check, path, given);
  if (!map) return null;
  const tokens: Record<string, TokenDeclaration> = {};
  let whole = true;
  for (const [symbol, entry] of Object.entries(map)) {
    const { address, decimals, underlying } = readFields(check, [...path, symbol], entry, tokenShape);
    if (address === undefined || decimals === undefined) {
      whole = false;
      continue;
    }
    const twin = Object.entries(tokens).find(([, token]) => token.address === address);
    if (twin)
      check.report([...path, symbol, 'address'], `this is the address of ${twin[0]} too`, 'keep one of the two');
    tokens[symbol] = { address, decimals, underlying: underlying ?? null };
  }
  return whole ? tokens : null;
}

function readVenues(
  check: Check,
  path: Path,
  given: unknown,
  kinds: readonly VenueKind[],
  tokens: ChainDraft['tokens'],
): Record<VenueId, VenueDraft | null> {
  const map = given === undefined || given === null ? {} : (readMap(check, path, given) ?? {});
  for (const id of Object.keys(map)) {
    if (kinds.some((kind) => kind.id === id)) continue;
    const known = kinds.map((kind) => kind.id);
    check.report([...path, id], `\`${id}\` is not a venue that ballast knows`, didYouMean(id, known), { atKey: true });
  }
  const venues: Record<VenueId, VenueDraft | null> = {};
  for (const kind of kinds) {
    const stated = Object.hasOwn(map, kind.id);
    if (!stated && !kind.deployment.safeParse({}).success) continue;
    const entry = stated ? (map[kind.id] ?? {}) : {};
    const checked = reportChecksums(check, [...path, kind.id], entry);
    const deployment = readValue(check, [...path, kind.id], entry, kind.deployment);
    venues[kind.id] =
      deployment && checked ? { deployment: deployment.value, names: namesOf(kind, deployment.value, tokens) } : null;
  }
  return venues;
}

/** What the wallet holds and what is lent are the chain's tokens, which a deployment cannot know. */
const namesOf = (kind: VenueKind, deployment: unknown, tokens: ChainDraft['tokens']): readonly string[] | null =>
  kind.id === 'wallet' || kind.loans ? (tokens === null ? null : Object.keys(tokens)) : kind.names(deployment);

/** Every address of an entry, wherever the venue puts it, is held to its checksum. True when all are right. */
function reportChecksums(check: Check, path: Path, given: unknown): boolean {
  if (typeof given === 'object' && given !== null) {
    return Object.entries(given)
      .map(([key, value]) => reportChecksums(check, [...path, Array.isArray(given) ? Number(key) : key], value))
      .every(Boolean);
  }
  if (typeof given !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(given)) return true;
  return readValue(check, path, given, addressField('A contract')) !== null;
}
