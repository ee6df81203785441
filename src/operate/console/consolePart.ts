import type { SidePartKind } from '../side/part.js';
import { servingPart } from '../side/servingPart.js';

/** The web page and the HTTP API, where ballast.yaml has `console:`. */
export const consolePart: SidePartKind = ({ console: said, file: settingsFile }) => {
  if (said === undefined) return null;
  const { listen: address, tokens, publicUrls } = said;
  return servingPart('console', async ({ ledger, knowledge, now, log }) => {
    const { startServing } = await import('../api/startServing.js');
    const { builtPage } = await import('./builtPage.js');
    const page = builtPage();
    const listening = await startServing({
      ...{ ledger, knowledge, settingsFile, address, publicUrls, now, log },
      setting: '`console: listen` in ballast.yaml',
      ...(tokens === null ? {} : { tokensFile: tokens }),
      ...(page ? { page } : {}),
    });
    const who = tokens === null ? 'whoever is on this machine, to look only' : 'who has a token';
    log.info({ at: 'console', url: listening.url }, `serves ${who}`);
    if (!page) log.warn({ at: 'console' }, 'the page was not built: only the API is served. `npm run build` builds it');
    return listening;
  });
};
