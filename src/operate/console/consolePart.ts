import type { Listening } from '../api/listen.js';
import type { SideContext, SidePartKind } from '../side/part.js';

/** The web page and the HTTP API, where ballast.yaml has `console:`. */
export const consolePart: SidePartKind = ({ console: said, file: settingsFile }) => {
  if (said === undefined) return null;
  let listening: Listening | null = null;

  async function open({ ledger, knowledge, now, log }: SideContext): Promise<void> {
    await listening?.close();
    const { startServing } = await import('../api/startServing.js');
    const { builtPage } = await import('./builtPage.js');
    const { listen: address, tokens, publicUrls } = said ?? { listen: '', tokens: null, publicUrls: [] };
    const page = builtPage();
    listening = await startServing({
      ...{ ledger, knowledge, settingsFile, address, publicUrls, now, log },
      ...(tokens === null ? {} : { tokensFile: tokens }),
      ...(page ? { page } : {}),
    });
    const who = tokens === null ? 'whoever is on this machine, to look only' : 'who has a token';
    log.info({ at: 'console', url: listening.url }, `serves ${who}`);
    if (!page) log.warn({ at: 'console' }, 'the page was not built: only the API is served. `npm run build` builds it');
  }

  return {
    name: 'console',
    open,
    async run({ stop }) {
      await new Promise<void>((resolve) => {
        if (stop.aborted) resolve();
        else stop.addEventListener('abort', () => resolve(), { once: true });
      });
      await listening?.close();
    },
  };
};
