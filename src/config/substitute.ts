const variable = /\$\{([^}]*)\}?/g;

/**
 * A scalar with each `${NAME}` replaced from the environment. It is done on parsed values, so nothing in a variable can
 * add keys or lines to a file. An empty variable counts as not set.
 */
export function substitute(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): { value: string; wrong: { message: string; mend: string }[] } {
  const wrong: { message: string; mend: string }[] = [];
  const value = text.replace(variable, (whole, name: string) => {
    if (!whole.endsWith('}') || !/^[A-Za-z_]\w*$/.test(name)) {
      wrong.push({
        message: `\`${whole}\` is not a variable`,
        mend: 'write it like ${' + 'NAME}: letters, digits and _',
      });
      return whole;
    }
    const found = env[name];
    if (found === undefined || found === '') {
      wrong.push({ message: `the variable ${name} is not set`, mend: `set ${name} in the environment or in .env` });
      return '';
    }
    return found;
  });
  return { value, wrong };
}

/**
 * A message that quotes (`like this`) what a variable stood for, with the variable instead: what is kept out of the file may
 * be secret. Addresses are not.
 * @param meant how each value was written
 */
export const asWritten = (message: string, meant: ReadonlyMap<string, string>): string =>
  message.replace(/`([^`]+)`/g, (whole, quoted: string) => {
    if (quoted.length < 6 || /^0x[0-9a-f]{1,44}$/i.test(quoted)) return whole;
    const found = [...meant].find(([value]) => value.includes(quoted) || (value.length >= 6 && quoted.includes(value)));
    return found ? `\`${found[1]}\`` : whole;
  });
