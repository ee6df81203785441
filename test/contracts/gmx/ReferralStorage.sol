// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// Nobody is referred and nobody gets a discount; it only answers as the real one does.
contract ReferralStorage {
    struct Tier {
        uint256 totalRebate;
        uint256 discountShare;
    }

    mapping(address account => bytes32) public traderReferralCodes;
    mapping(bytes32 code => address) public codeOwners;
    mapping(address referrer => uint256) public referrerTiers;
    mapping(address referrer => uint256) public referrerDiscountShares;
    mapping(uint256 tier => Tier) public tiers;

    function getTraderReferralInfo(address account) external view returns (bytes32 code, address referrer) {
        code = traderReferralCodes[account];
        referrer = codeOwners[code];
    }
}
