import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ChartProps } from './chartProps.js';
import { NotLoaded } from './NotLoaded.js';

let loaded: ComponentType<ChartProps> | null = null;

/** A chart whose code is loaded after the page stands: its place is kept free. */
export function LazyChart(props: ChartProps) {
  const [Chart, setChart] = useState<{ Part: ComponentType<ChartProps> } | null>(loaded && { Part: loaded });
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (Chart) return;
    let ended = false;
    import('./Chart.js').then(
      (file) => {
        loaded = file.Chart;
        if (!ended) setChart({ Part: file.Chart });
      },
      () => {
        if (!ended) setFailed(true);
      },
    );
    return () => {
      ended = true;
    };
  }, [Chart]);
  if (failed) return <NotLoaded />;
  return Chart ? <Chart.Part {...props} /> : <div style={{ height: `${(props.height ?? 150) + 26}px` }} />;
}
