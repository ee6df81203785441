import { once } from 'node:events';
import type { Listening } from '../http/listen.js';
import type { SideContext, SidePart } from './part.js';

/** A part that answers requests until it is told to stop. @param serve - Listens, and says where. */
export function servingPart(name: string, serve: (context: SideContext) => Promise<Listening>): SidePart {
  let listening: Listening | null = null;
  return {
    name,
    async open(context) {
      await listening?.close();
      listening = await serve(context);
    },
    async run({ stop }) {
      if (!stop.aborted) await once(stop, 'abort');
      await listening?.close();
    },
  };
}
