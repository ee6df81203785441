// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EventLogData} from "./EventData.sol";
import {RoleModule, RoleStore} from "./RoleStore.sol";

/// The one address that all of the protocol's events come from.
contract EventEmitter is RoleModule {
    event EventLog(address msgSender, string eventName, string indexed eventNameHash, EventLogData eventData);
    event EventLog1(
        address msgSender,
        string eventName,
        string indexed eventNameHash,
        bytes32 indexed topic1,
        EventLogData eventData
    );
    event EventLog2(
        address msgSender,
        string eventName,
        string indexed eventNameHash,
        bytes32 indexed topic1,
        bytes32 indexed topic2,
        EventLogData eventData
    );

    constructor(RoleStore _roleStore) RoleModule(_roleStore) {}

    function emitEventLog(string memory eventName, EventLogData memory eventData) external onlyController {
        emit EventLog(msg.sender, eventName, eventName, eventData);
    }

    function emitEventLog1(
        string memory eventName,
        bytes32 topic1,
        EventLogData memory eventData
    ) external onlyController {
        emit EventLog1(msg.sender, eventName, eventName, topic1, eventData);
    }

    function emitEventLog2(
        string memory eventName,
        bytes32 topic1,
        bytes32 topic2,
        EventLogData memory eventData
    ) external onlyController {
        emit EventLog2(msg.sender, eventName, eventName, topic1, topic2, eventData);
    }
}
