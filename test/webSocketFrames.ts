import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The little of RFC 6455 that a JSON-RPC client needs of a server: whole text messages, ping and close. */
export interface Peer {
  send(text: string): void;
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const opcodes = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;

/** Completes the handshake and calls back with every text message. */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex, onText: (text: string) => void): Peer {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${guid}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  );
  let waiting: Buffer = Buffer.alloc(0);
  let message: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (let frame = readFrame(waiting); frame !== null; frame = readFrame(waiting)) {
      waiting = waiting.subarray(frame.size);
      if (frame.opcode === opcodes.ping) socket.write(frameOf(opcodes.pong, frame.payload));
      else if (frame.opcode === opcodes.close) socket.end(frameOf(opcodes.close, frame.payload));
      else if (frame.opcode === opcodes.text || frame.opcode === opcodes.continuation) {
        message.push(frame.payload);
        if (!frame.final) continue;
        const text = Buffer.concat(message).toString('utf8');
        message = [];
        onText(text);
      }
    }
  });
  return { send: (text) => void (socket.writable && socket.write(frameOf(opcodes.text, Buffer.from(text)))) };
}

interface Frame {
  final: boolean;
  opcode: number;
  payload: Buffer;
  /** Bytes it took, header included. */
  size: number;
}

/** The first whole frame; null when more bytes are needed. Clients mask what they send. */
function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start + 4) return null;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const size = start + 4 + length;
  if (bytes.length < size) return null;
  const mask = bytes.subarray(start, start + 4);
  const payload = Buffer.from(bytes.subarray(start + 4, size));
  for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
  return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload, size };
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = 0x80 | opcode;
  if (length < 126) header[1] = length;
  else if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
