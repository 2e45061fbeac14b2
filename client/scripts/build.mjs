import { bundleClient } from './bundle.mjs';
import { installPackages, must, step } from './steps.mjs';

/** What F5 needs: packages, a server that can be debugged, a client with a source map. */
export async function run() {
  await installPackages();
  const args = ['build', 'server/OptRecipe.LanguageServer', '-c', 'Debug', '-v', 'q', '-clp:NoSummary'];
  await step('dotnet build', () => must('dotnet', args, { output: 'stderr' }));
  await step('bundle the client', () => bundleClient({ minify: false }));
  return 0;
}
