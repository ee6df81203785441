import { crc32, deflateSync, inflateSync } from 'node:zlib';

/**
 * A PNG with the same pixels, smaller: browsers guess each row from its neighbours, which suits photographs. Of a page, whose rows repeat
 * to the bit, deflate makes more where nothing is guessed.
 */
export function packed(png: Buffer): Buffer {
  const kept: Buffer[] = [];
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const whole = png.subarray(at, at + 12 + length);
    if (whole.toString('latin1', 4, 8) === 'IDAT') data.push(whole.subarray(8, 8 + length));
    else kept.push(whole);
    at += 12 + length;
  }
  const end = kept.pop() ?? Buffer.alloc(0);
  const [header] = kept;
  const [width, colours] = [header?.readUInt32BE(8) ?? 0, header?.[17]];
  const plain = unguessed(inflateSync(Buffer.concat(data)), width, colours === 6 ? 4 : 3);
  const smaller = deflateSync(plain, { level: 9, memLevel: 9 });
  return Buffer.concat([png.subarray(0, 8), ...kept, chunk('IDAT', smaller), end]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** Rows of 8 bits a colour as they are, each with the filter `none`. https://www.w3.org/TR/png/#9Filters */
function unguessed(data: Buffer, width: number, pixel: number): Buffer {
  const row = 1 + width * pixel;
  const out = Buffer.alloc(data.length);
  for (let start = 0; start < data.length; start += row) {
    const filter = data[start] ?? 0;
    for (let i = 1; i < row; i += 1) {
      const left = i > pixel ? (out[start + i - pixel] ?? 0) : 0;
      const up = start > 0 ? (out[start + i - row] ?? 0) : 0;
      const corner = start > 0 && i > pixel ? (out[start + i - row - pixel] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[start + i] = ((data[start + i] ?? 0) + guess) & 255;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
