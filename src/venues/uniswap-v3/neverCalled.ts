/** What SwapRouter (v3-periphery 1.4) offers beside what orders call, so that a refusal can name it. */
export const routerAlsoOffers: readonly string[] = [
  'exactInput((bytes,address,uint256,uint256,uint256))',
  'exactOutput((bytes,address,uint256,uint256,uint256))',
  'multicall(bytes[])',
  'refundETH()',
  'selfPermit(address,uint256,uint256,uint8,bytes32,bytes32)',
  'selfPermitAllowed(address,uint256,uint256,uint8,bytes32,bytes32)',
  'selfPermitAllowedIfNecessary(address,uint256,uint256,uint8,bytes32,bytes32)',
  'selfPermitIfNecessary(address,uint256,uint256,uint8,bytes32,bytes32)',
  'sweepToken(address,uint256,address)',
  'sweepTokenWithFee(address,uint256,address,uint256,address)',
  'uniswapV3SwapCallback(int256,int256,bytes)',
  'unwrapWETH9(uint256,address)',
  'unwrapWETH9WithFee(uint256,address,uint256,address)',
];

/** What NonfungiblePositionManager offers: no order changes a liquidity position. */
export const positionsAlsoOffer: readonly string[] = [
  'approve(address,uint256)',
  'burn(uint256)',
  'collect((uint256,address,uint128,uint128))',
  'createAndInitializePoolIfNecessary(address,address,uint24,uint160)',
  'decreaseLiquidity((uint256,uint128,uint256,uint256,uint256))',
  'increaseLiquidity((uint256,uint256,uint256,uint256,uint256,uint256))',
  'mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))',
  'multicall(bytes[])',
  'permit(address,uint256,uint256,uint8,bytes32,bytes32)',
  'refundETH()',
  'safeTransferFrom(address,address,uint256)',
  'safeTransferFrom(address,address,uint256,bytes)',
  'setApprovalForAll(address,bool)',
  'sweepToken(address,uint256,address)',
  'transferFrom(address,address,uint256)',
  'unwrapWETH9(uint256,address)',
];
