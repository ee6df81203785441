import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** The URL of a server that closes each line as it comes. Its port is taken until the test is over, so that nobody else answers there. */
export async function startCutLine(onFinished: (forget: () => void | Promise<void>) => void): Promise<string> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onFinished(async () => {
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
