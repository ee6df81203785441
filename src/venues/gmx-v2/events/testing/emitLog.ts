import eventEmitterAbi from '@gmx-io/sdk/abis/EventEmitter';
import type { Address, Hex } from 'viem';
import { encodeAbiParameters, getAbiItem, isAddress, keccak256, size, stringToHex, zeroAddress } from 'viem';
import { recordedEmitter } from '../../../../../test/fixtures/gmx/lifecycles.js';
import type { EmitterLog, EventValue } from '../eventLog.js';
import { emitterTopics, nameTopic } from '../topics.js';

export interface EmitOptions {
  block?: bigint;
  logIndex?: number;
  transaction?: string;
  /** Another one tells the same block number apart after a reorganisation. */
  fork?: string;
}

type Item = { key: string; value: never };

/** A log as the EventEmitter would emit it (EventLog1 with the zero topic), of whatever items a test needs. */
export function emitLog(name: string, items: Record<string, EventValue>, options: EmitOptions = {}): EmitterLog {
  const { block = 1n, logIndex = 0, transaction = 'a transaction', fork = '' } = options;
  const group = (takes: (value: EventValue) => boolean) => {
    const mine = Object.entries(items).map(([key, value]) => ({ key, value }) as Item);
    const isList = ({ value }: Item) => Array.isArray(value);
    const fits = ({ value }: Item) => takes(Array.isArray(value) ? (value[0] ?? zeroAddress) : value);
    return {
      items: mine.filter((item) => !isList(item) && fits(item)),
      arrayItems: mine.filter((item) => isList(item) && fits(item)),
    };
  };
  const text = (value: EventValue) => typeof value === 'string';
  const isHash = (value: EventValue) => text(value) && /^0x[0-9a-f]{64}$/i.test(String(value));
  const isBytes = (value: EventValue) =>
    text(value) && /^0x([0-9a-f]{2})*$/i.test(String(value)) && ![20, 32].includes(size(value as Hex));
  const data = encodeAbiParameters(
    getAbiItem({ abi: eventEmitterAbi, name: 'EventLog1' }).inputs.filter((input) => !input.indexed),
    [
      zeroAddress,
      name,
      {
        addressItems: group((value) => text(value) && isAddress(String(value), { strict: false })),
        uintItems: group((value) => typeof value === 'bigint' && value >= 0n),
        intItems: group((value) => typeof value === 'bigint' && value < 0n),
        boolItems: group((value) => typeof value === 'boolean'),
        bytes32Items: group(isHash),
        bytesItems: group(isBytes),
        stringItems: group((value) => text(value) && !String(value).startsWith('0x')),
      },
    ] as never,
  );
  return {
    address: recordedEmitter as Address,
    topics: [emitterTopics.EventLog1, nameTopic(name), keccak256('0x')],
    data,
    blockNumber: block,
    blockHash: keccak256(stringToHex(`${block}${fork}`)),
    transactionHash: keccak256(stringToHex(transaction)),
    logIndex,
  };
}
