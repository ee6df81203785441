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
