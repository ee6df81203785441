import { isAddressEqual } from 'viem';
import { parseShare } from '../../config/quantities.js';
import { ballast } from '../../model/author.js';
import type { OrderList, ParentOrder } from '../../model/parentOrder.js';
import { areOpposite } from '../../plan/work/legs.js';
import type { Ledger } from '../../record/ledger.js';
import { listsById, parentOrders } from '../../record/queries/parentOrders.js';
import type { FieldProblem } from './orderFields.js';
import { choiceOf } from './readTerms.js';

/** What is said of legs beside the orders themselves. */
export type LegsAsked = Pick<OrderList, 'count' | 'imbalance' | 'onFailure'>;

export interface LegsWritten {
  /** How many legs there are, where they are asked for one by one. */
  legs?: string;
  imbalance?: string;
  onFailure?: string;
}

/** How they are worked; what is left out is 10 % and hold. `report` is called with each thing that is wrong: undefined then. */
export function readManner(
  { imbalance = '10%', onFailure = 'hold' }: Omit<LegsWritten, 'legs'>,
  report: (problem: FieldProblem) => void,
): Omit<LegsAsked, 'count'> | undefined {
  const wrong = (name: string, message: string, mend: string) =>
    report({ field: null, message: `${name}: ${message}`, mend });
  const share = parseShare(imbalance);
  if (!('value' in share)) wrong('imbalance', share.message, share.mend);
  const isShare = 'value' in share && share.value > 0 && share.value <= 1;
  if ('value' in share && !isShare) wrong('imbalance', 'it is not between 0 and 100%', 'for example 10%');
  const rule = choiceOf(onFailure, ['unwind', 'complete', 'hold'] as const);
  if (!('value' in rule)) wrong('onFailure', rule.message, rule.mend);
  return isShare && 'value' in rule ? { imbalance: share.value, onFailure: rule.value } : undefined;
}

/** As `readManner`, for legs that are asked for one by one. */
export function readLegs(
  { legs, ...written }: LegsWritten,
  report: (problem: FieldProblem) => void,
): LegsAsked | undefined {
  const count = legs !== undefined && /^\d{1,3}$/.test(legs) ? Number(legs) : 0;
  if (count < 2)
    report({
      field: null,
      message: `legs: \`${legs ?? ''}\` is not how many legs there are`,
      mend: 'a number from 2 on, the same for each of them',
    });
  const manner = readManner(written, report);
  return count < 2 || !manner ? undefined : { count, ...manner };
}

/** Each chain has its own blocks: nothing could be taken on together, or kept in step. */
export const oneChain = 'legs are on one chain: ask for the others by themselves';

/** What is wrong with a leg that another one undoes, and the mend. */
export const oppositeProblem = (
  other: string,
  { instrument }: ParentOrder['terms'],
): [message: string, mend: string] => [
  `it and leg \`${other}\` trade ${instrument} on opposite sides, and one would undo the other`,
  'ask for the difference alone, or name two positions',
];

/**
 * The list that a leg makes, where it is the first of its legs; none where the list is there as it says. `report` is called with what
 * does not fit the legs that are there.
 */
export async function listOfLeg(
  ledger: Ledger,
  { list: id, strategy, account, chainId, author, createdAt, terms }: ParentOrder,
  asked: LegsAsked,
  report: (problem: FieldProblem) => void,
): Promise<OrderList[]> {
  const wrong = (message: string, mend: string) => {
    report({ field: 'list', message, mend });
    return [];
  };
  if (id === null) return wrong('legs have no list', 'name it `list`: spread, the same for each of them');
  const [[there], others] = await Promise.all([listsById(ledger, [id]), parentOrders(ledger, { list: id })]);
  if (!there && others.length > 0)
    return wrong(`\`${id}\` is a list of other orders already`, 'give the legs another name');
  if (!there) return [{ id, kind: 'legs', ...asked, author, createdAt }];
  const { kind, count, imbalance, onFailure } = there;
  if (kind !== 'legs') return wrong(`\`${id}\` is a list of other orders already`, 'give the legs another name');
  if (count !== asked.count || imbalance !== asked.imbalance || onFailure !== asked.onFailure) {
    const says = `${count} legs, imbalance ${imbalance * 100}%, on failure ${onFailure}`;
    return wrong(`\`${id}\` was asked for as ${says}`, 'say the same of each leg');
  }
  const foreign = others.find((one) => one.strategy !== strategy);
  if (foreign) return wrong(`the legs of \`${id}\` are of \`${foreign.strategy}\``, 'legs are of one account');
  if (others.some((one) => one.chainId !== chainId))
    return wrong(`the legs of \`${id}\` are on another chain`, oneChain);
  if (others.some((one) => !isAddressEqual(one.account, account)))
    return wrong(`the legs of \`${id}\` are on another account`, 'legs are of one account');
  const opposite = others.find((one) => one.author !== ballast && areOpposite(one.terms, terms));
  if (opposite) return wrong(...oppositeProblem(opposite.clOrdId, terms));
  if (others.length >= count)
    return wrong(`all ${count} legs of \`${id}\` are there already`, 'give this one another list');
  return [];
}

/** An order that is no leg may not call itself one: `report` is called where its list is one of legs. */
export async function refuseLegs(
  ledger: Ledger,
  { list }: Pick<ParentOrder, 'list'>,
  report: (problem: FieldProblem) => void,
): Promise<void> {
  const [there] = list === null ? [] : await listsById(ledger, [list]);
  if (there?.kind !== 'legs') return;
  const message = `\`${there.id}\` is the list of ${there.count} legs`;
  report({
    field: 'list',
    message,
    mend: `give this order another list, or none; a leg says how many there are: \`legs\` ${there.count}`,
  });
}
