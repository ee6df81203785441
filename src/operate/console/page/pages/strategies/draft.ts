import { useEffect, useRef, useState } from 'preact/hooks';
import type { DraftView } from '../../../../views/proposals.js';
import type { StrategyView } from '../../../../views/strategies.js';
import { type AskError, ask, askErrorOf } from '../../state/ask.js';

/** Nobody is asked while somebody types. */
const pauseMs = 400;

/** What a new text of a strategy means, asked for once it has not been changed for a moment. null: not told yet, or nothing is changed. */
export function useDraft(
  { name, source: runs }: StrategyView,
  source: string,
): { draft: DraftView | null; error: AskError | null } {
  const [told, setTold] = useState<{ of: string; draft: DraftView } | null>(null);
  const [error, setError] = useState<AskError | null>(null);
  const newest = useRef('');
  newest.current = source;
  useEffect(() => {
    if (source === runs) return setTold(null);
    const timer = setTimeout(async () => {
      try {
        const draft = await ask<DraftView>('/v1/proposals/draft', { method: 'POST', body: { strategy: name, source } });
        if (newest.current === source) setTold({ of: source, draft });
        setError(null);
      } catch (caught) {
        setError(askErrorOf(caught));
      }
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [source, name, runs]);
  return { draft: told?.of === source ? told.draft : null, error };
}
