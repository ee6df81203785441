import { encodeFunctionData } from 'viem';
import { optionMarketAbi } from '../../../abis/lyra.js';
import type { CollateralTerms, TransactionRequest } from '../../model/order.js';
import { tokenAmount, wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { minimumOf } from './collateral.js';
import { type Holding, heldOrRefuse } from './find.js';
import { codeOf, collateralOf } from './optionType.js';
import { approvals, refusePoorWallet, refuseThin, shown } from './prepare.js';
import type { LyraDetail } from './state.js';
import { isOver } from './value.js';

/** @throws VenueRefusal when the option takes no such collateral, or would be left with less than Lyra requires. */
export function prepareCollateral(detail: LyraDetail, terms: CollateralTerms): TransactionRequest[] {
  const holding = heldOrRefuse(detail, terms.marginAccount);
  const { option, market } = holding;
  const kind = collateralOf(option.type);
  if (kind === null) throw new VenueRefusal(`${terms.marginAccount} is long and takes no collateral`);
  const { symbol } = market.contracts.tokens[kind];
  if (terms.token !== symbol) throw new VenueRefusal(`${terms.marginAccount} takes ${symbol}, not ${terms.token}`);
  if (terms.amount <= 0n) throw new VenueRefusal('nothing to move: the amount is zero');
  if (option.positionId === 0n) throw new VenueRefusal(`${terms.marginAccount} is not minted yet`);
  if (holding.board.settledAt !== null) throw new VenueRefusal(`${terms.marginAccount} has been settled`);
  if (terms.kind === 'removeCollateral') return [remove(detail, holding, terms, symbol)];

  if (market.paused === 'Lyra has paused all its markets') throw new VenueRefusal(market.paused, { retryable: true });
  const pays = { quote: tokenAmount(0n), base: tokenAmount(0n), [kind]: terms.amount };
  refusePoorWallet(market, pays);
  return [
    ...approvals(market, pays),
    {
      purpose: 'addCollateral',
      describe: `add ${shown(terms.amount)} ${symbol} to ${terms.marginAccount}`,
      to: market.contracts.optionMarket,
      data: encodeFunctionData({
        abi: optionMarketAbi,
        functionName: 'addCollateral',
        args: [option.positionId, terms.amount],
      }),
      value: wei(0n),
      approval: null,
    },
  ];
}

/** Lyra takes collateral out by "opening" nothing more and stating what is left. */
function remove(detail: LyraDetail, holding: Holding, terms: CollateralTerms, symbol: string): TransactionRequest {
  const { option, market, strike } = holding;
  if (market.paused !== null) throw new VenueRefusal(market.paused, { retryable: true });
  if (isOver(holding, detail.timestamp)) throw new VenueRefusal('the board has expired; its settlement pays out');
  const left = option.collateral - terms.amount;
  const minimum = minimumOf(holding, option.type, detail.timestamp).of(option.amount);
  if (left < minimum) refuseThin(left, minimum);
  const params = {
    strikeId: strike.id,
    positionId: option.positionId,
    iterations: 1n,
    optionType: codeOf(option.type),
    amount: 0n,
    setCollateralTo: left,
    minTotalCost: 0n,
    maxTotalCost: 0n,
  };
  return {
    purpose: 'removeCollateral',
    describe: `take ${shown(terms.amount)} ${symbol} out of ${terms.marginAccount}`,
    to: market.contracts.optionMarket,
    data: encodeFunctionData({ abi: optionMarketAbi, functionName: 'openPosition', args: [params] }),
    value: wei(0n),
    approval: null,
  };
}
