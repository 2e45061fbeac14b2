// The entry of every npm script: checks the two things a machine must bring, then loads the command. It imports nothing
// that an old Node could not read, so that the one-line answer is what its user sees.
import { missingPrerequisite } from './preflight.mjs';

const commands = ['build', 'start', 'test', 'update', 'bench', 'code', 'package', 'optrecipe', 'conformance', 'coverage'];
const [command, ...args] = process.argv.slice(2);

const missing = missingPrerequisite();
if (missing) {
  console.error(missing);
  process.exit(2);
}
if (!commands.includes(command)) {
  console.error(`usage: node client/scripts/run.mjs ${commands.join('|')} [arguments]`);
  process.exit(2);
}

try {
  const { run } = await import(`./${command}.mjs`);
  process.exitCode = await run(args);
} catch (error) {
  console.error(error.name === 'StepFailed' ? error.message : error);
  process.exitCode = 1;
}
