import fc from 'fast-check';
import { type Hex, hexToBytes, pad, toHex } from 'viem';

/** Where money would go if somebody else had a say. */
export const stranger = '0x00000000000000000000000000000000baDc0DE5';

/**
 * Calldata that is not `data` any more, by what an intruder or a bug would do to it: another byte, another word, an address put
 * where there was something else, a tail, an end cut off, two words exchanged.
 */
export function mutationsOf(data: Hex): fc.Arbitrary<Hex> {
  const bytes = hexToBytes(data);
  const words = Math.max(1, Math.floor((bytes.length - 4) / 32));
  const word = fc.nat(words - 1).map((index) => 4 + 32 * index);
  const written = (at: number, value: Uint8Array): Hex => {
    const copy = bytes.slice();
    copy.set(value.subarray(0, Math.max(0, copy.length - at)), at);
    return toHex(copy);
  };
  const oneByte = fc
    .tuple(fc.nat(Math.max(0, bytes.length - 1)), fc.integer({ min: 1, max: 255 }))
    .map(([at, mask]) => written(at, new Uint8Array([(bytes[at] ?? 0) ^ mask])));
  const oneWord = fc
    .tuple(
      word,
      fc.oneof(fc.constantFrom(0n, 1n, 2n ** 255n, 2n ** 256n - 1n), fc.bigInt({ min: 0n, max: 2n ** 160n })),
    )
    .map(([at, value]) => written(at, hexToBytes(toHex(value, { size: 32 }))));
  const oneAddress = word.map((at) => written(at, hexToBytes(pad(stranger, { size: 32 }))));
  const dirtyAddress = word.map((at) => written(at, new Uint8Array(12).fill(0xff)));
  const tail = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((more): Hex => `${data}${toHex(more).slice(2)}`);
  const cut = fc.nat(Math.max(0, bytes.length - 1)).map((length) => toHex(bytes.slice(0, length)));
  const exchanged = fc.tuple(word, word).map(([a, b]) => {
    const copy = bytes.slice();
    copy.set(bytes.subarray(b, b + 32), a);
    copy.set(bytes.subarray(a, a + 32), b);
    return toHex(copy);
  });
  return fc
    .oneof(oneByte, oneWord, oneAddress, dirtyAddress, tail, cut, exchanged)
    .filter((mutated) => mutated !== data.toLowerCase());
}
