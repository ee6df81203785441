/** Scheme and host of an endpoint, fit for a log. */
export function labelOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed ? `${parsed.protocol}//${parsed.host}` : 'an endpoint that is not a URL';
}

/** Error texts of transports quote the URL; keep its host. */
export const redactUrls = (text: string): string =>
  text.replace(/\b(?:https?|wss?):\/\/[^\s"')\]}]+/g, (url) => labelOf(url));
