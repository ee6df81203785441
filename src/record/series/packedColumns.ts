import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Times and figures beside each other, packed. NaN is what is not known. */
export interface Columns {
  /** Unix ms, ascending. */
  at: readonly number[];
  /** One entry a time in each. Kept as float32: seven digits, for pictures and never for money. */
  values: readonly ArrayLike<number>[];
}

const raw = 0;
const deflated = 1;
const headBytes = 13;

/**
 * Bytes: how they are kept (1), how many points (4) and when the first was (8), then offsets in ms and the columns, each of them
 * as what has changed since the point before, bytes of one weight together, so that what hardly moves takes next to nothing.
 * @param options.small Takes longer, and a fraction of the room: for what is not written again.
 */
export function packColumns({ at, values }: Columns, { small = false } = {}): Uint8Array {
  const count = at.length;
  const start = at[0] ?? 0;
  const body = new Uint8Array(count * 4 * (values.length + 1));
  spread(body, 0, differences(Uint32Array.from(at, (time) => time - start)));
  for (const [c, column] of values.entries()) {
    const bits = new Uint32Array(Float32Array.from(column).buffer);
    spread(body, (c + 1) * count * 4, changes(bits));
  }
  const kept = small ? deflateRawSync(body, { level: 6 }) : body;
  const bytes = new Uint8Array(headBytes + kept.length);
  const head = new DataView(bytes.buffer);
  head.setUint8(0, small ? deflated : raw);
  head.setUint32(1, count);
  head.setFloat64(5, start);
  bytes.set(kept, headBytes);
  return bytes;
}

const passedOver = new Float32Array(0);

/**
 * @param wanted - Columns of which this is not so stay empty: what nobody looks at need not be unpacked.
 * @throws RangeError for bytes that `packColumns` did not make
 */
export function unpackColumns(
  bytes: Uint8Array,
  width: number,
  wanted: (column: number) => boolean = () => true,
): { at: Float64Array; values: Float32Array[] } {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = head.getUint32(1);
  const start = head.getFloat64(5);
  const kept = bytes.subarray(headBytes);
  const body = head.getUint8(0) === deflated ? inflateRawSync(kept) : kept;
  if (body.length !== count * 4 * (width + 1)) throw new RangeError('these are no packed columns of that width');
  const offsets = new Uint32Array(count);
  gather(body, 0, offsets);
  const at = new Float64Array(count);
  let time = start;
  for (let i = 0; i < count; i++) {
    time += offsets[i] ?? 0;
    at[i] = time;
  }
  // One buffer for all: thousands of chunks are unpacked for a year, and a buffer is what costs most of them.
  const buffer = new ArrayBuffer(count * 4 * width);
  const values = Array.from({ length: width }, (_, c) => {
    if (!wanted(c)) return passedOver;
    const bits = new Uint32Array(buffer, c * count * 4, count);
    gather(body, (c + 1) * count * 4, bits);
    for (let i = 1; i < count; i++) bits[i] = (bits[i] ?? 0) ^ (bits[i - 1] ?? 0);
    return new Float32Array(buffer, c * count * 4, count);
  });
  return { at, values };
}

function differences(values: Uint32Array): Uint32Array {
  for (let i = values.length - 1; i > 0; i--) values[i] = (values[i] ?? 0) - (values[i - 1] ?? 0);
  return values;
}

function changes(bits: Uint32Array): Uint32Array {
  for (let i = bits.length - 1; i > 0; i--) bits[i] = (bits[i] ?? 0) ^ (bits[i - 1] ?? 0);
  return bits;
}

/** Bytes of one weight together. */
function spread(into: Uint8Array, offset: number, words: Uint32Array): void {
  const count = words.length;
  for (let i = 0; i < count; i++) {
    const word = words[i] ?? 0;
    into[offset + i] = word;
    into[offset + count + i] = word >>> 8;
    into[offset + 2 * count + i] = word >>> 16;
    into[offset + 3 * count + i] = word >>> 24;
  }
}

function gather(from: Uint8Array, offset: number, words: Uint32Array): void {
  const count = words.length;
  for (let i = 0, o = offset; i < count; i++, o++) {
    const low = (from[o] ?? 0) | ((from[o + count] ?? 0) << 8);
    words[i] = low | ((from[o + 2 * count] ?? 0) << 16) | ((from[o + 3 * count] ?? 0) << 24);
  }
}
