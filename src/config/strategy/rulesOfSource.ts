import type { Rule } from '../../model/strategy.js';
import { type Problem, pathText } from '../problem.js';
import { createCheck } from '../readFields.js';
import { readYaml } from '../yamlFile.js';
import { completeRule } from './completeStrategy.js';
import { placeRules } from './placeRules.js';
import { readDraft } from './readDraft.js';

export interface RulesOfSource {
  /** Each on the chain where it acts, named as its venues are called there. */
  rules: readonly Rule[];
  /** Names of rules that cannot be understood here: with a variable that is not set, or written for another version. */
  broken: readonly string[];
}

/**
 * The rules alone of a strategy file that was checked when it was started with, whatever else of the file means nothing here. What
 * stands in the ledger is read again without ballast.yaml.
 * @param env - Where `${NAME}` is looked up.
 */
export function rulesOfSource(
  name: string,
  source: string,
  env: Readonly<Record<string, string | undefined>>,
): RulesOfSource {
  const problems: Problem[] = [];
  const yaml = readYaml(name, source, env);
  const check = createCheck(yaml, 'docs/strategy.md', problems);
  const drafts = yaml.sound ? placeRules(check, readDraft(check)) : [];
  // A field that is wrong is left out, and what is left out has a default: such a rule is another than the one that was meant.
  const isSound = (path: string) => !problems.concat(yaml.problems).some((one) => one.path.startsWith(path));
  const read = drafts.map((draft) => ({
    name: draft.name,
    rule: isSound(`${pathText(draft.path)}.`) ? completeRule(draft) : null,
  }));
  return {
    rules: read.flatMap(({ rule }) => rule ?? []),
    broken: read.filter(({ rule }) => rule === null).map((one) => one.name),
  };
}
