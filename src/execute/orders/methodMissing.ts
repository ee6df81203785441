/** JSON-RPC: method not found; EIP-1474: method not supported. */
const codes: readonly unknown[] = [-32601, -32004];
const wording =
  /method.{0,60}(not found|does ?n[o']t exist|not (available|supported|whitelisted|allowed))|unsupported method/i;

/** Whether a node said that it does not have the method at all: asking again changes nothing. */
export function isMethodMissing(error: unknown): boolean {
  for (let e = error, depth = 0; typeof e === 'object' && e !== null && depth < 10; depth++) {
    if ('code' in e && codes.includes(e.code)) return true;
    if ('details' in e && wording.test(String(e.details))) return true;
    e = 'cause' in e ? e.cause : undefined;
  }
  return false;
}
