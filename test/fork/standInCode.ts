import { concatHex, encodeAbiParameters, type Hex } from 'viem';

/**
 * Contracts so small that they are written in the machine's own language; `anvil_setCode` puts them where the fork has
 * the real ones.
 */

/**
 * An oracle provider that answers `getOraclePrice(address, bytes)` with the first seven words of the bytes it is given,
 * and every question without arguments (`shouldAdjustTimestamp`, `isChainlinkOnChainProvider`, `shouldCheckRefPrice`)
 * with false: the calldata from byte 100 on, past selector, token, offset and length.
 *
 * PUSH1 224, DUP1, PUSH1 100, PUSH0, CALLDATACOPY, PUSH0, RETURN
 */
export const echoingProvider: Hex = '0x60e08060645f375ff3';

/** ArbSys, which Anvil does not have: every question is answered with the block's number. NUMBER, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN */
export const arbSys: Hex = '0x435f5260205ff3';

const word = { type: 'uint256' } as const;

/**
 * A Chainlink feed that says one thing: `decimals()`, and five words for any other question. All of them stand behind 25
 * bytes of code, the decimals last: where they are asked for, the answer is taken from 160 bytes further on.
 *
 * PUSH1 160; PUSH0, CALLDATALOAD, PUSH1 224, SHR, PUSH4 decimals(), EQ; PUSH1 160, MUL, PUSH1 25, ADD; PUSH0, CODECOPY;
 * PUSH1 160, PUSH0, RETURN
 */
export const standingFeed = (decimals: number, answer: bigint, updatedAt: bigint): Hex =>
  concatHex([
    '0x60a05f3560e01c63313ce5671460a0026019015f3960a05ff3',
    encodeAbiParameters(
      [word, { type: 'int256' }, word, word, word, word],
      [1n, answer, updatedAt, updatedAt, 1n, BigInt(decimals)],
    ),
  ]);
