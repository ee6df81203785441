import { AskError } from '../state/ask.js';
import { useStore } from '../state/store.js';
import { streamStore } from '../state/stream.js';
import { Failure } from './Loaded.js';

const missing = (mend: string) =>
  new AskError({ status: 0, code: 'unreachable', message: 'this part of the page could not be loaded', mend });
const whileLost = missing('it is loaded by itself once ballast answers again');
const otherwise = missing('try again; if it stays so, load the page anew');

/** Stands where code would be that did not come. */
export function NotLoaded({ again }: { again: () => void }) {
  const isLost = useStore(streamStore).state === 'lost';
  return isLost ? <Failure error={whileLost} /> : <Failure error={otherwise} again={again} />;
}
