import type { Path } from '../problem.js';
import { type Check, readFields, readMap, readValue, reportUnknownKeys } from '../readFields.js';
import { suggestion } from '../suggestion.js';
import { elsewhereShape } from './chainsSchema.js';
import type { Draft, ElsewhereDraft, RuleDraft, WatchDraft } from './draft.js';
import { reviewShape } from './reviewSchema.js';
import { riskShape } from './riskSchema.js';
import { ruleKinds, ruleShapes } from './ruleShapes.js';
import { headShape, limitsShape, strategyFields, watchItem } from './schema.js';

/** The file as far as it can be understood; every field that cannot is reported. */
export function readDraft(check: Check): Draft {
  const map = readMap(check, [], check.yaml.value);
  if (!map) return { watch: null, rules: [], limits: {}, risk: {} };
  reportUnknownKeys(check, [], Object.keys(map), Object.keys(strategyFields));
  const head = Object.fromEntries(Object.keys(headShape).map((key) => [key, map[key]]));
  return {
    ...readFields(check, [], head, headShape),
    watch: readWatch(check, ['watch'], map['watch']),
    ...readElsewhere(check, map['chains']),
    rules: readRules(check, map['rules']),
    limits: readLimits(check, map['limits']),
    ...readReview(check, map['review']),
    // Nothing of it must be said.
    risk: readFields(check, ['risk'], map['risk'] ?? {}, riskShape),
  };
}

function readLimits(check: Check, given: unknown): Draft['limits'] {
  if (given !== undefined && given !== null) return readFields(check, ['limits'], given, limitsShape);
  readValue(check, ['limits'], given, strategyFields.limits);
  return {};
}

function readReview(check: Check, given: unknown): Pick<Draft, 'review'> {
  return given === undefined || given === null ? {} : { review: readFields(check, ['review'], given, reviewShape) };
}

function readElsewhere(check: Check, given: unknown): Pick<Draft, 'chains'> {
  if (given === undefined || given === null) return {};
  const map = readMap(check, ['chains'], given);
  if (!map) return {};
  const chains = Object.entries(map).flatMap(([chain, entry]): ElsewhereDraft[] => {
    const path = ['chains', chain];
    const one = readMap(check, path, entry);
    if (!one) return [];
    const { watch, ...fields } = one;
    reportUnknownKeys(check, path, Object.keys(one), [...Object.keys(elsewhereShape), 'watch']);
    const known = Object.fromEntries(Object.keys(elsewhereShape).map((key) => [key, fields[key]]));
    return [
      {
        chain,
        path,
        ...readFields(check, path, known, elsewhereShape),
        watch: readWatch(check, [...path, 'watch'], watch),
      },
    ];
  });
  return chains.length > 0 ? { chains } : {};
}

function readWatch(check: Check, at: Path, given: unknown): WatchDraft[] | null {
  if (!Array.isArray(given) || given.length === 0) {
    readValue(check, at, given, strategyFields.watch);
    return null;
  }
  const watch: WatchDraft[] = [];
  let whole = true;
  given.forEach((item: unknown, index) => {
    const path = [...at, index];
    const read = readValue(check, path, item, watchItem);
    if (!read) whole = false;
    for (const [venue, names] of Object.entries(read?.value ?? {})) {
      watch.push({ venue, names: [names].flat(), path: [...path, venue] });
    }
  });
  return whole ? watch : null;
}

function readRules(check: Check, given: unknown): RuleDraft[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) {
    check.report(['rules'], '`rules` is not a list', 'begin each rule with a dash: `- hedge: ETH`');
    return [];
  }
  return given.flatMap((rule: unknown, index) => readRule(check, ['rules', index], rule) ?? []);
}

function readRule(check: Check, path: Path, given: unknown): RuleDraft | null {
  const map = readMap(check, path, given);
  if (!map) return null;
  const kinds = ruleKinds.filter((kind) => Object.hasOwn(map, kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    reportKind(check, path, Object.keys(map), kinds);
    return null;
  }
  const base = { path, line: check.yaml.place(path).line, name: `${kind} ${[map[kind]].flat().join(', ')}` };
  switch (kind) {
    case 'hedge': {
      const { on, ...fields } = readFields(check, path, map, ruleShapes.hedge);
      const said = { hasBand: Object.hasOwn(map, 'band'), hasWhen: Object.hasOwn(map, 'when') };
      return { kind, ...base, ...said, ...fields, ...(on === undefined ? {} : { on: [on].flat() }) };
    }
    case 'topUp': {
      const { from, ...fields } = readFields(check, path, map, ruleShapes.topUp);
      return { kind, ...base, ...fields, ...(from === undefined ? {} : { from: [from].flat() }) };
    }
    case 'rebalance': {
      const { rebalance, from, swap, ...fields } = readFields(check, path, map, ruleShapes.rebalance);
      return {
        kind,
        ...base,
        ...fields,
        ...(rebalance === undefined ? {} : { rebalance: [rebalance].flat() }),
        ...(from === undefined ? {} : { from: [from].flat() }),
        ...(swap === undefined ? {} : { swap: [swap].flat() }),
      };
    }
    case 'deleverage':
      return { kind, ...base, ...readFields(check, path, map, ruleShapes.deleverage) };
    case 'protect':
      return { kind, ...base, ...readFields(check, path, map, ruleShapes.protect) };
    case 'claim':
      return { kind, ...base, ...readFields(check, path, map, ruleShapes.claim) };
  }
}

function reportKind(check: Check, path: Path, keys: readonly string[], kinds: readonly string[]): void {
  if (kinds.length > 1) {
    check.report(path, `one rule cannot be both ${kinds.join(' and ')}`, 'make two rules of it');
    return;
  }
  const fields = new Set(ruleKinds.flatMap((kind) => Object.keys(ruleShapes[kind])));
  const stranger = keys.find((key) => !fields.has(key));
  const near = stranger === undefined ? null : suggestion(stranger, ruleKinds);
  const mend = near
    ? `did you mean \`${near}\`?`
    : 'begin it with `hedge: ETH`, `topUp: perp-v2 *`, `deleverage: perp-v2 *`, `rebalance: perp-v2 *`, `protect: gmx-v2 *` or `claim: gmx-v2`';
  check.report(path, stranger === undefined ? 'the rule has no kind' : `\`${stranger}\` is not a kind of rule`, mend);
}
