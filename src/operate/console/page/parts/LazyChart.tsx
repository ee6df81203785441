import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ChartProps } from './chartProps.js';

let loaded: ComponentType<ChartProps> | null = null;

/** A chart whose code is loaded after the page stands: its place is kept free. */
export function LazyChart(props: ChartProps) {
  const [Chart, setChart] = useState<{ Part: ComponentType<ChartProps> } | null>(loaded && { Part: loaded });
  useEffect(() => {
    if (Chart) return;
    let ended = false;
    import('./Chart.js').then(
      (file) => {
        loaded = file.Chart;
        if (!ended) setChart({ Part: file.Chart });
      },
      () => undefined,
    );
    return () => {
      ended = true;
    };
  }, [Chart]);
  return Chart ? <Chart.Part {...props} /> : <div style={{ height: `${(props.height ?? 150) + 26}px` }} />;
}
