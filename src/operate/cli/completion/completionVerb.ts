import { Argument, type Command } from 'commander';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** Completion of every verb, option and choice there is, and of strategy files. */
export function addCompletionVerb(program: Command): void {
  program
    .command('completion')
    .description('a script that completes verbs, options and strategy files in your shell')
    .addArgument(new Argument('<shell>', 'whose').choices(shells))
    .action(async (shell: Shell) => {
      const { verbTree } = await import('../verbTree.js');
      process.stdout.write((await scriptOf(shell))(verbTree(program)));
    });
}

async function scriptOf(shell: Shell) {
  switch (shell) {
    case 'bash':
      return (await import('./bash.js')).bashCompletion;
    case 'zsh':
      return (await import('./zsh.js')).zshCompletion;
    case 'fish':
      return (await import('./fish.js')).fishCompletion;
  }
}
