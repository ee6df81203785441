/**
 * What may be secret in a URL: name, password, the parts of the path and of the query, as written and as meant. Providers
 * put keys in each of them, and quote them in what they answer.
 */
export function urlSecrets(url: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const { username, password, pathname, searchParams } = new URL(url);
  const basic = username || password ? Buffer.from(`${decoded(username)}:${decoded(password)}`, 'utf8') : null;
  const parts = [username, password, basic?.toString('base64') ?? '', ...pathname.split('/'), ...searchParams.values()];
  // Shorter ones are words like `v2`, and no secret.
  const whole = new Set(parts.flatMap((part) => [part, decoded(part)]).filter((part) => part.length >= 6));
  return [...whole].sort((a, b) => b.length - a.length);
}

/** The text with `…` for each of them. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);

/**
 * Takes secrets out of all that an error says, and its causes, in place: its class and codes are what callers go by.
 * @returns the error
 */
export function cleansed(error: unknown, secrets: readonly string[], seen = new WeakSet<object>()): unknown {
  if (typeof error === 'string') return withoutSecrets(error, secrets);
  if (typeof error !== 'object' || error === null || secrets.length === 0 || seen.has(error)) return error;
  seen.add(error);
  for (const name of Object.getOwnPropertyNames(error)) {
    const { value, writable } = Object.getOwnPropertyDescriptor(error, name) ?? {};
    if (typeof value === 'string') {
      const text = withoutSecrets(value, secrets);
      if (text !== value && writable) (error as Record<string, unknown>)[name] = text;
    } else {
      cleansed(value, secrets, seen);
    }
  }
  return error;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
