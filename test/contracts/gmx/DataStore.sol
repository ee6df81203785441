// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Keys} from "./Keys.sol";
import {RoleModule, RoleStore} from "./RoleStore.sol";
import {Market, Order, Position} from "./Types.sol";

/// Everything the protocol remembers, by key. GMX spreads an order over single values; here it is kept whole.
contract DataStore is RoleModule {
    mapping(bytes32 key => uint256) public uintValues;
    mapping(bytes32 key => int256) public intValues;
    mapping(bytes32 key => address) public addressValues;
    mapping(bytes32 key => bool) public boolValues;
    mapping(bytes32 key => bytes32) public bytes32Values;

    /// `place` is one more than the index; 0 means absent.
    struct Set {
        bytes32[] values;
        mapping(bytes32 value => uint256) place;
    }

    mapping(bytes32 setKey => Set) private sets;
    mapping(bytes32 key => Order) private orders;
    mapping(bytes32 key => Position) private positions;
    mapping(address marketToken => Market) private markets;

    constructor(RoleStore _roleStore) RoleModule(_roleStore) {}

    function getUint(bytes32 key) external view returns (uint256) {
        return uintValues[key];
    }

    function getInt(bytes32 key) external view returns (int256) {
        return intValues[key];
    }

    function getAddress(bytes32 key) external view returns (address) {
        return addressValues[key];
    }

    function getBool(bytes32 key) external view returns (bool) {
        return boolValues[key];
    }

    function getBytes32(bytes32 key) external view returns (bytes32) {
        return bytes32Values[key];
    }

    function setUint(bytes32 key, uint256 value) external onlyController returns (uint256) {
        return uintValues[key] = value;
    }

    function setInt(bytes32 key, int256 value) external onlyController returns (int256) {
        return intValues[key] = value;
    }

    function setAddress(bytes32 key, address value) external onlyController returns (address) {
        return addressValues[key] = value;
    }

    function setBool(bytes32 key, bool value) external onlyController returns (bool) {
        return boolValues[key] = value;
    }

    /// Many at once, for the set-up of the lab.
    function setUints(bytes32[] calldata keys, uint256[] calldata values) external onlyController {
        for (uint256 i; i < keys.length; i++) uintValues[keys[i]] = values[i];
    }

    function setBools(bytes32[] calldata keys, bool[] calldata values) external onlyController {
        for (uint256 i; i < keys.length; i++) boolValues[keys[i]] = values[i];
    }

    function setAddresses(bytes32[] calldata keys, address[] calldata values) external onlyController {
        for (uint256 i; i < keys.length; i++) addressValues[keys[i]] = values[i];
    }

    function setBytes32(bytes32 key, bytes32 value) external onlyController returns (bytes32) {
        return bytes32Values[key] = value;
    }

    function incrementUint(bytes32 key, uint256 value) external onlyController returns (uint256) {
        return uintValues[key] += value;
    }

    function decrementUint(bytes32 key, uint256 value) external onlyController returns (uint256) {
        return uintValues[key] -= value;
    }

    function containsBytes32(bytes32 setKey, bytes32 value) external view returns (bool) {
        return sets[setKey].place[value] != 0;
    }

    function getBytes32Count(bytes32 setKey) external view returns (uint256) {
        return sets[setKey].values.length;
    }

    /// From `start` up to, without, `end`; what lies beyond the set is left out.
    function getBytes32ValuesAt(bytes32 setKey, uint256 start, uint256 end) external view returns (bytes32[] memory) {
        return slice(setKey, start, end);
    }

    function addBytes32(bytes32 setKey, bytes32 value) external onlyController {
        insert(setKey, value);
    }

    function removeBytes32(bytes32 setKey, bytes32 value) external onlyController {
        remove(setKey, value);
    }

    function containsAddress(bytes32 setKey, address value) external view returns (bool) {
        return sets[setKey].place[bytes32(uint256(uint160(value)))] != 0;
    }

    function getAddressCount(bytes32 setKey) external view returns (uint256) {
        return sets[setKey].values.length;
    }

    function getAddressValuesAt(
        bytes32 setKey,
        uint256 start,
        uint256 end
    ) external view returns (address[] memory values) {
        bytes32[] memory words = slice(setKey, start, end);
        values = new address[](words.length);
        for (uint256 i; i < words.length; i++) values[i] = address(uint160(uint256(words[i])));
    }

    function storeMarket(Market calldata market) external onlyController {
        markets[market.marketToken] = market;
        insert(Keys.MARKET_LIST, bytes32(uint256(uint160(market.marketToken))));
    }

    function marketOf(address marketToken) external view returns (Market memory) {
        return markets[marketToken];
    }

    function storeOrder(bytes32 key, Order calldata order) external onlyController {
        orders[key] = order;
        insert(Keys.ORDER_LIST, key);
        insert(Keys.at(Keys.ACCOUNT_ORDER_LIST, order.addresses.account), key);
    }

    function removeOrder(bytes32 key) external onlyController {
        remove(Keys.at(Keys.ACCOUNT_ORDER_LIST, orders[key].addresses.account), key);
        remove(Keys.ORDER_LIST, key);
        delete orders[key];
    }

    /// Empty when there is none.
    function orderOf(bytes32 key) external view returns (Order memory) {
        return orders[key];
    }

    function storePosition(bytes32 key, Position calldata position) external onlyController {
        positions[key] = position;
        insert(Keys.POSITION_LIST, key);
        insert(Keys.at(Keys.ACCOUNT_POSITION_LIST, position.addresses.account), key);
    }

    function removePosition(bytes32 key) external onlyController {
        remove(Keys.at(Keys.ACCOUNT_POSITION_LIST, positions[key].addresses.account), key);
        remove(Keys.POSITION_LIST, key);
        delete positions[key];
    }

    /// Empty when there is none.
    function positionOf(bytes32 key) external view returns (Position memory) {
        return positions[key];
    }

    function slice(bytes32 setKey, uint256 start, uint256 end) private view returns (bytes32[] memory values) {
        bytes32[] storage all = sets[setKey].values;
        if (end > all.length) end = all.length;
        if (start > end) start = end;
        values = new bytes32[](end - start);
        for (uint256 i; i < values.length; i++) values[i] = all[start + i];
    }

    function insert(bytes32 setKey, bytes32 value) private {
        Set storage set = sets[setKey];
        if (set.place[value] != 0) return;
        set.values.push(value);
        set.place[value] = set.values.length;
    }

    function remove(bytes32 setKey, bytes32 value) private {
        Set storage set = sets[setKey];
        uint256 place = set.place[value];
        if (place == 0) return;
        bytes32 last = set.values[set.values.length - 1];
        set.values[place - 1] = last;
        set.place[last] = place;
        set.values.pop();
        delete set.place[value];
    }
}
