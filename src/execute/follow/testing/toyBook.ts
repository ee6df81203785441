import { createRequire } from 'node:module';
import { type Abi, type Hex, parseAbi } from 'viem';

/**
 * A venue of two steps, as small as they come: a transaction asks, a keeper executes, freezes or cancels. Compiled when a test
 * needs it.
 */
const source = `
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract ToyBook {
    /** 0: not in the book, 1: stands, 2: suspended. */
    mapping(bytes32 => uint8) public states;
    mapping(bytes32 => address) public accounts;
    uint256 public nonce;
    /** Blocks: in which an order was asked for, and in which the position of an account changed last. */
    mapping(bytes32 => uint256) public askedAt;
    mapping(address => uint256) public changedAt;

    event Created(bytes32 indexed id, address indexed account);
    event Updated(bytes32 indexed id, address indexed account);
    event Executed(bytes32 indexed id, address indexed account, uint256 quantity, uint256 price);
    event Frozen(bytes32 indexed id, address indexed account, string reason);
    event Cancelled(bytes32 indexed id, address indexed account, string reason);

    error InsufficientExecutionFee(uint256 wanted, uint256 given);

    function ask(uint256 n, uint256 keeperGas) public payable {
        if (msg.value < n * keeperGas * tx.gasprice) revert InsufficientExecutionFee(n * keeperGas * tx.gasprice, msg.value);
        for (uint256 i = 0; i < n; i++) create(msg.sender);
    }

    function create(address account) private returns (bytes32 id) {
        id = keccak256(abi.encode(address(this), nonce++));
        states[id] = 1;
        accounts[id] = account;
        askedAt[id] = block.number;
        emit Created(id, account);
    }

    function update(bytes32 id) external {
        require(states[id] != 0, "not in the book");
        states[id] = 1;
        emit Updated(id, accounts[id]);
    }

    function execute(bytes32 id, uint256 quantity, uint256 price) public {
        require(states[id] != 0, "not in the book");
        delete states[id];
        changedAt[accounts[id]] = block.number;
        emit Executed(id, accounts[id], quantity, price);
    }

    function freeze(bytes32 id, string calldata reason) external {
        require(states[id] == 1, "does not stand");
        states[id] = 2;
        emit Frozen(id, accounts[id], reason);
    }

    function cancel(bytes32 id, string calldata reason) external {
        require(states[id] != 0, "not in the book");
        delete states[id];
        emit Cancelled(id, accounts[id], reason);
    }

    /** Gone without a word, as from an endpoint that has no logs. */
    function lose(bytes32 id) external {
        delete states[id];
    }

    /** A change that the account did not ask for here. */
    function change(address account, uint256 quantity, uint256 price) external {
        execute(create(account), quantity, price);
    }

    function isUntouched(bytes32 id) external view returns (bool) {
        return changedAt[accounts[id]] < askedAt[id];
    }

    function standing(bytes32[] calldata ids) external view returns (uint8[] memory found) {
        found = new uint8[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) found[i] = states[ids[i]];
    }
}`;

export const toyBookAbi = parseAbi([
  'function ask(uint256 n, uint256 keeperGas) payable',
  'function update(bytes32 id)',
  'function execute(bytes32 id, uint256 quantity, uint256 price)',
  'function freeze(bytes32 id, string reason)',
  'function cancel(bytes32 id, string reason)',
  'function lose(bytes32 id)',
  'function change(address account, uint256 quantity, uint256 price)',
  'function isUntouched(bytes32 id) view returns (bool)',
  'function standing(bytes32[] ids) view returns (uint8[])',
  'event Created(bytes32 indexed id, address indexed account)',
  'event Updated(bytes32 indexed id, address indexed account)',
  'event Executed(bytes32 indexed id, address indexed account, uint256 quantity, uint256 price)',
  'event Frozen(bytes32 indexed id, address indexed account, string reason)',
  'event Cancelled(bytes32 indexed id, address indexed account, string reason)',
  'error InsufficientExecutionFee(uint256 wanted, uint256 given)',
]) satisfies Abi;

interface Compiled {
  contracts?: Record<string, Record<string, { evm: { bytecode: { object: string } } }>>;
  errors?: readonly { severity: string; formattedMessage: string }[];
}

let compiled: Hex | undefined;

/** Creation code. */
export function compileToyBook(): Hex {
  compiled ??= compile();
  return compiled;
}

function compile(): Hex {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const input = {
    language: 'Solidity',
    sources: { 'ToyBook.sol': { content: source } },
    settings: { outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
  };
  const { contracts, errors = [] } = JSON.parse(solc.compile(JSON.stringify(input))) as Compiled;
  const failed = errors.find(({ severity }) => severity === 'error');
  const code = contracts?.['ToyBook.sol']?.['ToyBook']?.evm.bytecode.object;
  if (failed || !code) throw new Error(failed?.formattedMessage ?? 'nothing was compiled');
  return `0x${code}`;
}
