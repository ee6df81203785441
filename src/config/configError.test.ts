import { describe, expect, test } from 'vitest';
import { book, but, failure, goodSettings } from '../../test/configFiles.js';

describe('invariant: a report shows no secret', () => {
  const secret = 'AbCdEf0123456789AbCdEf0123456789';

  test.each([
    ['in an endpoint', 'id: 31337', `id: x\n    endpoint: wss://u:${secret}@eth.example.com/v2/${secret}`],
    ['in an endpoint without a scheme', 'ws://127.0.0.1:8545', `eth.example.com/v2/${secret}`],
    ['in an endpoint of a wrong scheme', 'ws://127.0.0.1:8545', `ftp://eth.example.com/v2/${secret}`],
    ['in a list of endpoints', '[ws://127.0.0.1:8545]', `\n      - hunter-${secret.slice(0, 9)}.example.com`],
    ['as a key in place of an address', book, `0x${'ab'.repeat(32)}`],
    ['as a password', 'passwordFile: keys/book.password', `password: ${secret.slice(0, 9)}`],
    ['in broken YAML', '[ws://127.0.0.1:8545]', `[wss://eth.example.com/${secret}`],
    ['in a variable', 'ws://127.0.0.1:8545', `"\${SECRET}"`],
    ['in a variable in the wrong place', 'id: 31337', `id: \${SECRET}`],
  ])('%s', (_, from, to) => {
    const env = { SECRET: `eth.example.com/v2/${secret}` };
    const error = failure({ settings: but(goodSettings, from, to), env });
    const shown = `${error.message} ${JSON.stringify(error.problems)}`;
    expect(shown).not.toContain(secret.slice(0, 9));
    expect(shown).not.toContain('abababab');
  });
});
