// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DataStore} from "./DataStore.sol";
import {Keys} from "./Keys.sol";
import {RoleModule, RoleStore} from "./RoleStore.sol";
import {TestToken, Weth} from "./TestToken.sol";

/// Holds tokens; only controllers may pay out of it.
contract Bank is RoleModule {
    DataStore public immutable dataStore;
    /// What was there when the balance was last looked at.
    mapping(address token => uint256) public tokenBalances;

    constructor(RoleStore _roleStore, DataStore _dataStore) RoleModule(_roleStore) {
        dataStore = _dataStore;
    }

    receive() external payable {}

    /// All that has come in since the last look, whoever sent it.
    function recordTransferIn(address token) external onlyController returns (uint256 amount) {
        uint256 balance = TestToken(token).balanceOf(address(this));
        amount = balance - tokenBalances[token];
        tokenBalances[token] = balance;
    }

    function transferOut(
        address token,
        address receiver,
        uint256 amount,
        bool shouldUnwrapNativeToken
    ) external onlyController {
        if (shouldUnwrapNativeToken && token == dataStore.getAddress(Keys.WNT)) payNative(receiver, amount);
        else TestToken(token).transfer(receiver, amount);
        tokenBalances[token] = TestToken(token).balanceOf(address(this));
    }

    /// Pays in ether, and in wrapped ether to whom does not take it.
    function transferOutNativeToken(address receiver, uint256 amount) external onlyController {
        payNative(receiver, amount);
        address wnt = dataStore.getAddress(Keys.WNT);
        tokenBalances[wnt] = TestToken(wnt).balanceOf(address(this));
    }

    function payNative(address receiver, uint256 amount) private {
        Weth wnt = Weth(payable(dataStore.getAddress(Keys.WNT)));
        wnt.withdraw(amount);
        (bool sent, ) = receiver.call{value: amount, gas: 200_000}("");
        if (sent) return;
        wnt.deposit{value: amount}();
        wnt.transfer(receiver, amount);
    }
}

/// Where collateral and execution fees wait while an order is pending.
contract OrderVault is Bank {
    constructor(RoleStore _roleStore, DataStore _dataStore) Bank(_roleStore, _dataStore) {}
}

/// A market's pool and its traders' collateral. Liquidity shares are of no use to a trader, so there are none.
contract MarketToken is Bank {
    string public constant symbol = "GM";
    uint8 public constant decimals = 18;

    constructor(RoleStore _roleStore, DataStore _dataStore) Bank(_roleStore, _dataStore) {}
}
