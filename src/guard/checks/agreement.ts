import { sayNumber } from '../../assess/sayNumber.js';
import { type Agreement, tierOf } from '../../model/agreement.js';
import { type CheckContext, type Judgement, pass, reject } from '../check.js';

/** Where as many say one thing as another, nobody can tell what is true: neither what to reduce nor what to add. */
export function endpointsDiffer({ agreement }: CheckContext): Judgement {
  if (agreement === null || agreement.differed === 0) return pass('no endpoint says anything else');
  const { agreed, differed } = agreement;
  if (agreed > differed) return pass(`${agreed} endpoints say the same about the block; ${differed} outvoted`);
  return reject(
    `${endpoints(agreed)} one thing about the block, and ${endpoints(differed)} another: one of them lies or is broken`,
  );
}

/** The more money moves, the more must have seen why. What only takes back an order moves none. */
export function endpointsAgree({ action, agreement, atStake }: CheckContext): Judgement {
  if (action.terms.kind === 'cancel') return pass('taking back an order moves no money');
  const { endpoints: wanted } = tierOf(atStake, action.notional);
  const order = `an order of ${sayNumber(action.notional)} USD`;
  if (wanted <= 1) return pass(`one endpoint is enough for ${order}`);
  if (agreement === null) return pass('nothing was to be done, so no other endpoint was asked');
  const { opening = wanted } = agreement;
  if (opening < wanted) {
    return reject(
      `${opening} of the ${wanted} endpoints that ${order} asks for ${opening === 1 ? 'has' : 'have'} said where venues are`,
    );
  }
  const text = `${agreement.agreed} of the ${wanted} endpoints that ${order} asks for agree on the block`;
  if (agreement.agreed >= wanted) return pass(text);
  const why = whyMissing(agreement).join(', ');
  return reject(why === '' ? `${text}; there are no more` : `${text}; ${why}`);
}

const whyMissing = ({ differed, behind, silent }: Agreement): string[] => [
  ...(silent > 0 ? [`${silent} did not answer`] : []),
  ...(behind > 0 ? [`${behind} ${behind === 1 ? 'does' : 'do'} not have the block yet`] : []),
  ...(differed > 0 ? [`${differed} said something else`] : []),
];

const endpoints = (count: number): string => (count === 1 ? '1 endpoint says' : `${count} endpoints say`);
