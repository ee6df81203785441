/** What else the Pool would do for an account, so that a refusal can call it by its name. */
export const poolAlsoOffers = [
  'backUnbacked(address,uint256,uint256)',
  'deposit(address,uint256,address,uint16)',
  'flashLoan(address,address[],uint256[],uint256[],address,bytes,uint16)',
  'flashLoanSimple(address,address,uint256,bytes,uint16)',
  'liquidationCall(address,address,address,uint256,bool)',
  'mintUnbacked(address,uint256,address,uint16)',
  'rebalanceStableBorrowRate(address,address)',
  'repayWithATokens(address,uint256,uint256)',
  'repayWithPermit(address,uint256,uint256,address,uint256,uint8,bytes32,bytes32)',
  'setUserEMode(uint8)',
  'setUserUseReserveAsCollateral(address,bool)',
  'supplyWithPermit(address,uint256,address,uint16,uint256,uint8,bytes32,bytes32)',
  'swapBorrowRateMode(address,uint256)',
] as const;
