// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

struct AddressKeyValue {
    string key;
    address value;
}
struct AddressArrayKeyValue {
    string key;
    address[] value;
}
struct AddressItems {
    AddressKeyValue[] items;
    AddressArrayKeyValue[] arrayItems;
}
struct UintKeyValue {
    string key;
    uint256 value;
}
struct UintArrayKeyValue {
    string key;
    uint256[] value;
}
struct UintItems {
    UintKeyValue[] items;
    UintArrayKeyValue[] arrayItems;
}
struct IntKeyValue {
    string key;
    int256 value;
}
struct IntArrayKeyValue {
    string key;
    int256[] value;
}
struct IntItems {
    IntKeyValue[] items;
    IntArrayKeyValue[] arrayItems;
}
struct BoolKeyValue {
    string key;
    bool value;
}
struct BoolArrayKeyValue {
    string key;
    bool[] value;
}
struct BoolItems {
    BoolKeyValue[] items;
    BoolArrayKeyValue[] arrayItems;
}
struct Bytes32KeyValue {
    string key;
    bytes32 value;
}
struct Bytes32ArrayKeyValue {
    string key;
    bytes32[] value;
}
struct Bytes32Items {
    Bytes32KeyValue[] items;
    Bytes32ArrayKeyValue[] arrayItems;
}
struct BytesKeyValue {
    string key;
    bytes value;
}
struct BytesArrayKeyValue {
    string key;
    bytes[] value;
}
struct BytesItems {
    BytesKeyValue[] items;
    BytesArrayKeyValue[] arrayItems;
}
struct StringKeyValue {
    string key;
    string value;
}
struct StringArrayKeyValue {
    string key;
    string[] value;
}
struct StringItems {
    StringKeyValue[] items;
    StringArrayKeyValue[] arrayItems;
}
struct EventLogData {
    AddressItems addressItems;
    UintItems uintItems;
    IntItems intItems;
    BoolItems boolItems;
    Bytes32Items bytes32Items;
    BytesItems bytesItems;
    StringItems stringItems;
}

/// Builds an event's key-value groups, one item after the other. Each group has room for 32 and starts out empty.
library EventData {
    uint256 private constant ROOM = 32;

    function start() internal pure returns (EventLogData memory data) {
        data.addressItems.items = new AddressKeyValue[](4 + ROOM);
        data.uintItems.items = new UintKeyValue[](ROOM);
        data.intItems.items = new IntKeyValue[](ROOM);
        data.boolItems.items = new BoolKeyValue[](ROOM);
        data.bytes32Items.items = new Bytes32KeyValue[](ROOM);
        AddressKeyValue[] memory a = data.addressItems.items;
        UintKeyValue[] memory u = data.uintItems.items;
        IntKeyValue[] memory i = data.intItems.items;
        BoolKeyValue[] memory b = data.boolItems.items;
        Bytes32KeyValue[] memory w = data.bytes32Items.items;
        assembly ("memory-safe") {
            mstore(a, 0)
            mstore(u, 0)
            mstore(i, 0)
            mstore(b, 0)
            mstore(w, 0)
        }
    }

    function add(EventLogData memory data, string memory key, address value) internal pure {
        AddressKeyValue[] memory items = data.addressItems.items;
        uint256 end = items.length;
        assembly ("memory-safe") {
            mstore(items, add(end, 1))
        }
        items[end] = AddressKeyValue(key, value);
    }

    function add(EventLogData memory data, string memory key, uint256 value) internal pure {
        UintKeyValue[] memory items = data.uintItems.items;
        uint256 end = items.length;
        assembly ("memory-safe") {
            mstore(items, add(end, 1))
        }
        items[end] = UintKeyValue(key, value);
    }

    function addInt(EventLogData memory data, string memory key, int256 value) internal pure {
        IntKeyValue[] memory items = data.intItems.items;
        uint256 end = items.length;
        assembly ("memory-safe") {
            mstore(items, add(end, 1))
        }
        items[end] = IntKeyValue(key, value);
    }

    function addBool(EventLogData memory data, string memory key, bool value) internal pure {
        BoolKeyValue[] memory items = data.boolItems.items;
        uint256 end = items.length;
        assembly ("memory-safe") {
            mstore(items, add(end, 1))
        }
        items[end] = BoolKeyValue(key, value);
    }

    function addBytes32(EventLogData memory data, string memory key, bytes32 value) internal pure {
        Bytes32KeyValue[] memory items = data.bytes32Items.items;
        uint256 end = items.length;
        assembly ("memory-safe") {
            mstore(items, add(end, 1))
        }
        items[end] = Bytes32KeyValue(key, value);
    }

    function setAddresses(EventLogData memory data, string memory key, address[] memory value) internal pure {
        data.addressItems.arrayItems = new AddressArrayKeyValue[](1);
        data.addressItems.arrayItems[0] = AddressArrayKeyValue(key, value);
    }

    function setBytes32s(EventLogData memory data, string memory key, bytes32[] memory value) internal pure {
        data.bytes32Items.arrayItems = new Bytes32ArrayKeyValue[](1);
        data.bytes32Items.arrayItems[0] = Bytes32ArrayKeyValue(key, value);
    }

    function setBytes(EventLogData memory data, string memory key, bytes memory value) internal pure {
        data.bytesItems.items = new BytesKeyValue[](1);
        data.bytesItems.items[0] = BytesKeyValue(key, value);
    }

    function setString(EventLogData memory data, string memory key, string memory value) internal pure {
        data.stringItems.items = new StringKeyValue[](1);
        data.stringItems.items[0] = StringKeyValue(key, value);
    }

    function toBytes32(address value) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(value)));
    }
}
