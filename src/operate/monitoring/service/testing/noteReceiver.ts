import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../record/testing/sample.js';

/** Listens as systemd does: Node has no datagrams over Unix sockets, Python has. */
export interface NoteReceiver {
  socket: string;
  /** Resolves with the first note, past or coming, that has this line. */
  note(line: string): Promise<string[]>;
}

const listener = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('["listening"]', flush=True)
import json
while True:
    print(json.dumps(s.recv(4096).decode().splitlines()), flush=True)
`;

export async function receiveNotes(onFinished: (forget: () => void | Promise<void>) => void): Promise<NoteReceiver> {
  const socket = join(temporaryFolder(onFinished), 'notify');
  const child = spawn('python3', ['-c', listener, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  onFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  const notes: string[][] = [];
  let wake = () => {};
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    notes.push(...lines.map((line) => JSON.parse(line) as string[]));
    wake();
  });
  child.once('close', () => wake());
  const note = async (line: string): Promise<string[]> => {
    for (;;) {
      const found = notes.find((one) => one.includes(line));
      if (found) return found;
      if (child.exitCode !== null) throw new Error(`nobody listens any more; heard ${JSON.stringify(notes)}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  await note('listening');
  return { socket, note };
}
