/** The oldest Node that this runs on, as package.json says. */
export const leastNode = '20.19';

const [leastMajor = 0, leastMinor = 0] = leastNode.split('.').map(Number);

/** Whether a Node is older than that. @param version - `v20.19.0` or `20.19.0` */
export function isOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
