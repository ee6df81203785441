// Runs the verifier as it is, once for each file, in one process: to start a process takes longer than to verify a small ledger.
const [node, , script, files, ...args] = process.argv;
const say = console.log;
for (const [index, file] of JSON.parse(files).entries()) {
  const said = [];
  console.log = (...words) => said.push(words.join(' '));
  process.argv = [node, script, file, ...args];
  process.exitCode = 0;
  await import(`${script}?${index}`);
  say(JSON.stringify([process.exitCode, said.join('\n')]));
}
process.exitCode = 0;
