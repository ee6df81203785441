/** Facts first, then a sentence: `log.warn({ at: 'endpoints', endpoint, pauseMs }, 'endpoint failed')`. */
type Write = (facts: object, message: string) => void;

export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}
