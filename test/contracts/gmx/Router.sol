// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {RoleModule, RoleStore} from "./RoleStore.sol";
import {TestToken} from "./TestToken.sol";

/// The address that accounts approve; its plugins may pull.
contract Router is RoleModule {
    constructor(RoleStore _roleStore) RoleModule(_roleStore) {}

    function pluginTransfer(address token, address account, address receiver, uint256 amount) external {
        requireRole(msg.sender, "ROUTER_PLUGIN");
        TestToken(token).transferFrom(account, receiver, amount);
    }
}
