import { request } from 'node:http';
import type { ServedDesk } from './servedDesk.js';

export interface LiveEvent {
  event: string;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the test looks for in it.
  data: any;
}

/** A client of the live stream. */
export interface LiveClient {
  status: number;
  /** The next event of that name, also one that has come already. @throws when the stream ends before */
  next(event: string): Promise<LiveEvent>;
  /** Resolves when the other side has ended it. */
  ended: Promise<void>;
  close(): void;
}

export function listenLive(desk: Pick<ServedDesk, 'port'>, headers: Record<string, string>): Promise<LiveClient> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: desk.port, path: '/v1/live', headers }, (response) => {
      const events: LiveEvent[] = [];
      let wake = () => {};
      let isOver = false;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        const whole = text.split('\n\n');
        text = whole.pop() ?? '';
        for (const one of whole) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(one)?.[1] ?? '';
          events.push({ event: field('event'), id: field('id'), data: JSON.parse(field('data') || 'null') });
        }
        wake();
      });
      const ended = new Promise<void>((done) => {
        response.on('close', () => {
          isOver = true;
          wake();
          done();
        });
      });
      response.on('error', () => {});
      resolve({
        status: response.statusCode ?? 0,
        ended,
        async next(event) {
          for (;;) {
            const at = events.findIndex((one) => one.event === event);
            const [found] = at < 0 ? [] : events.splice(0, at + 1).slice(-1);
            if (found) return found;
            if (isOver) throw new Error(`the stream has ended without ${event}`);
            await new Promise<void>((woken) => {
              wake = woken;
            });
          }
        },
        close: () => response.destroy(),
      });
    });
    asking.on('error', reject);
    asking.end();
  });
}
