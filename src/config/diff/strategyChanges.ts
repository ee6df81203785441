import { chainsOf } from '../../chains/strategyOn.js';
import type { StrategyChange } from '../../model/proposal.js';
import { defaultReview } from '../../model/reviewSettings.js';
import type { Strategy, Watch } from '../../model/strategy.js';
import { type Field, fieldChanges, quantity, word } from './field.js';
import { limitFields } from './limitFields.js';
import { ruleChanges } from './ruleChanges.js';
import { sayDuration, sayNumber, sayUsd } from './sayValue.js';

/**
 * What a new file says otherwise than the one before, compared by what both mean: how they are written, their comments and the order
 * of their keys make no difference. What may add to the risk comes first.
 */
export function strategyChanges(before: Strategy, after: Strategy): StrategyChange[] {
  const fields = (of: Pick<StrategyChange, 'part' | 'subject'>, say: (strategy: Strategy) => Field[]) =>
    fieldChanges(of, say(before), say(after));
  const changes = [
    ...fields({ part: 'mode', subject: 'mode' }, ({ mode }) => [word('mode', mode)]),
    ...fields({ part: 'general', subject: 'strategy' }, headFields),
    ...watchChanges(before, after),
    ...ruleChanges(before.rules, after.rules),
    ...fields({ part: 'limit', subject: 'limits' }, ({ limits }) => limitFields(limits)),
    ...fields({ part: 'general', subject: 'atStake' }, stakeFields),
    ...fields({ part: 'review', subject: 'review' }, reviewFields),
    ...fields({ part: 'risk', subject: 'risk' }, riskFields),
  ];
  const rank = { adds: 0, unclear: 1, lowers: 2, none: 3 };
  return changes.sort((one, other) => rank[one.risk] - rank[other.risk]);
}

/** Whether any of them lets more be lost than before, as far as can be told. */
export const addsRisk = (changes: readonly StrategyChange[]): boolean =>
  changes.some(({ risk }) => risk === 'adds' || risk === 'unclear');

const headFields = (strategy: Strategy): Field[] => [
  word('name', strategy.name),
  ...chainsOf(strategy).map(({ chain, account }) => word(`account on ${chain}`, account)),
  ...(strategy.elsewhere ?? []).map(({ chain, gas }) => quantity(`day.gas on ${chain}`, gas, sayNumber, 'up')),
  quantity('surviveBelow', strategy.surviveBelow, sayNumber, 'down'),
];

function watchChanges(before: Strategy, after: Strategy): StrategyChange[] {
  const [was, is] = [watched(before), watched(after)];
  const change = (kind: 'added' | 'removed', said: string): StrategyChange => ({
    ...{ kind, part: 'watch', subject: 'watch', field: null },
    ...(kind === 'added'
      ? { before: null, after: said, risk: 'none', why: '' }
      : { before: said, after: null, risk: 'adds', why: 'what is held there is not seen any more' }),
  });
  return [
    ...was.filter((one) => !is.includes(one)).map((one) => change('removed', one)),
    ...is.filter((one) => !was.includes(one)).map((one) => change('added', one)),
  ];
}

const watched = (strategy: Strategy): string[] => {
  const several = strategy.elsewhere !== undefined;
  const named = (chain: string, { venue, names }: Watch) =>
    names.map((name) => `${venue} ${name}${several ? ` on ${chain}` : ''}`);
  return chainsOf(strategy).flatMap(({ chain, watch }) => watch.flatMap((one) => named(chain, one)));
};

const stakeFields = (strategy: Strategy): Field[] =>
  chainsOf(strategy).flatMap(({ chain, atStake }) =>
    atStake.flatMap(({ above, endpoints, confirmations }) => {
      const of = `${strategy.elsewhere ? `${chain}, ` : ''}above ${sayUsd(above)}`;
      return [
        quantity(`endpoints ${of}`, endpoints, sayNumber, 'down'),
        ...(confirmations === null ? [] : [quantity(`confirmations ${of}`, confirmations, sayNumber, 'down')]),
      ];
    }),
  );

const reviewFields = ({ review = defaultReview }: Strategy): Field[] => [
  quantity('expire', review.expire, sayDuration),
  quantity('twoAbove', review.twoAbove, sayUsd, 'up'),
  ...Object.entries(review.onExpiry).map(([of, then]) =>
    quantity(`onExpiry.${of}`, Number(then === 'approve'), (value) => (value === 1 ? 'approve' : 'reject'), 'up'),
  ),
];

/** How risk is told. Rules and limits may read what comes of it: whoever sets one knows. */
function riskFields({ risk }: Strategy): Field[] {
  const { shocks, portfolioMargin, ...plain } = risk;
  const flat = [
    ...leaves('', plain),
    ...leaves('portfolioMargin.', portfolioMargin),
    ...shocks.map(({ name, source: _, ...shock }): [string, unknown] => [`shocks.${name}`, JSON.stringify(shock)]),
  ];
  return flat.map(([name, value]) =>
    word(name, String(value), name === 'unexplained' || name === 'marginDrift' ? 'neither' : null),
  );
}

const leaves = (prefix: string, of: object): [string, unknown][] =>
  Object.entries(of).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? leaves(`${prefix}${name}.`, value) : [[`${prefix}${name}`, value]],
  );
