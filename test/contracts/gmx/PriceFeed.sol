// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// Answers as a Chainlink feed; for the sequencer's feed 0 means up and `startedAt` since when.
contract PriceFeed {
    uint8 public immutable decimals;
    string public description;
    uint80 private roundId;
    int256 private answer;
    uint256 private startedAt;
    uint256 private updatedAt;

    constructor(uint8 _decimals, string memory _description) {
        decimals = _decimals;
        description = _description;
    }

    function setAnswer(int256 _answer, uint256 _startedAt, uint256 _updatedAt) external {
        roundId++;
        (answer, startedAt, updatedAt) = (_answer, _startedAt, _updatedAt);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (roundId, answer, startedAt, updatedAt, roundId);
    }

    function latestAnswer() external view returns (int256) {
        return answer;
    }
}
