import readerAbi from '@gmx-io/sdk/abis/SyntheticsReader';
import type { AbiParameter } from 'viem';
import { expect, test } from 'vitest';
import { readerV22cAbi } from './gmx-v2.js';

type Shape = [name: string | undefined, type: string, members: Shape[]];

/** Names and types in order: what decides how bytes are read. */
const shapeOf = (parameter: AbiParameter): Shape => [
  parameter.name,
  parameter.type,
  'components' in parameter ? parameter.components.map(shapeOf) : [],
];

/** The members that `longer` has and `shorter` lacks, with the one before and after; throws on any other difference. */
function added(shorter: readonly Shape[], longer: readonly Shape[]): string[] {
  const found: string[] = [];
  let at = 0;
  for (const [index, member] of longer.entries()) {
    const other = shorter[at];
    if (other && other[1] === member[1] && (other[0] === member[0] || !other[0])) {
      found.push(...added(other[2], member[2]));
      at += 1;
    } else {
      const [before, after] = [longer[index - 1]?.[0], longer[index + 1]?.[0]];
      found.push(`${member[1]} ${member[0]} between ${before} and ${after}`);
    }
  }
  expect(at).toBe(shorter.length);
  return found;
}

test("invariant: release 2.2c's Reader differs from 2.2b's in two members only", () => {
  const differences = readerV22cAbi.map((item) => {
    const old = readerAbi.find(({ name, type }) => type === 'function' && name === item.name);
    if (old?.type !== 'function') throw new Error(`the SDK has no ${item.name}`);
    expect(item.inputs.map(shapeOf)).toEqual(old.inputs.map(shapeOf));
    return [item.name, added(old.outputs.map(shapeOf), item.outputs.map(shapeOf))];
  });
  const uiFee = 'uint256 uiFeeFactor between minOutputAmount and updatedAtTime';
  expect(differences).toEqual([
    ['getAccountOrders', [uiFee]],
    ['getOrder', [uiFee]],
    ['getPositionInfo', ['int256 positionValueInUsd between pnlAfterPriceImpactUsd and undefined']],
  ]);
});
