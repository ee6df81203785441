import { AskError } from '../state/ask.js';
import { Failure } from './Loaded.js';

const error = new AskError({
  ...{ status: 0, code: 'unreachable', message: 'this part of the page could not be loaded' },
  mend: 'the daemon may have been upgraded, or cannot be reached: load the page again',
});

/** Stands where code would be that did not come: a browser does not ask for the same again before the page is loaded anew. */
export const NotLoaded = () => <Failure error={error} again={() => location.reload()} />;
