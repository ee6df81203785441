/** A signal that fires after a time, or with `stop`; `end` leaves neither a timer nor a listener behind. */
export interface Deadline {
  signal: AbortSignal;
  /** Whether the time was up, not `stop`. */
  readonly isLate: boolean;
  end(): void;
}

/** @param ms how long it may take */
export function createDeadline(ms: number, stop: AbortSignal): Deadline {
  const controller = new AbortController();
  let isLate = false;
  const cut = () => controller.abort();
  const timer = setTimeout(() => {
    isLate = true;
    cut();
  }, ms);
  if (stop.aborted) cut();
  else stop.addEventListener('abort', cut, { once: true });
  return {
    signal: controller.signal,
    get isLate() {
      return isLate;
    },
    end() {
      clearTimeout(timer);
      stop.removeEventListener('abort', cut);
    },
  };
}
