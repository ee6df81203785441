// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Errors} from "./Errors.sol";

/// Who may do what. A role's key is keccak256(abi.encode(NAME)).
contract RoleStore {
    bytes32 public constant ROLE_ADMIN = keccak256(abi.encode("ROLE_ADMIN"));

    mapping(address account => mapping(bytes32 roleKey => bool)) public hasRole;

    constructor() {
        hasRole[msg.sender][ROLE_ADMIN] = true;
    }

    modifier onlyAdmin() {
        if (!hasRole[msg.sender][ROLE_ADMIN]) revert Errors.Unauthorized(msg.sender, "ROLE_ADMIN");
        _;
    }

    function grantRole(address account, bytes32 roleKey) external onlyAdmin {
        hasRole[account][roleKey] = true;
    }

    function revokeRole(address account, bytes32 roleKey) external onlyAdmin {
        hasRole[account][roleKey] = false;
    }
}

/// What asks the RoleStore before it acts.
abstract contract RoleModule {
    RoleStore public immutable roleStore;

    constructor(RoleStore _roleStore) {
        roleStore = _roleStore;
    }

    modifier onlyController() {
        requireRole(msg.sender, "CONTROLLER");
        _;
    }

    function requireRole(address account, string memory role) internal view {
        if (!roleStore.hasRole(account, keccak256(abi.encode(role)))) revert Errors.Unauthorized(account, role);
    }
}
