import { join } from 'node:path';
import { writeNotices } from './notices.mjs';
import { root } from './steps.mjs';

/** Bundles the extension into dist/extension.js. The types are checked by tsc, not here. */
export async function bundleClient({ minify = true } = {}) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints: [join(root, 'client', 'src', 'extension.ts')],
    outfile: join(root, 'dist', 'extension.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    mainFields: ['module', 'main'],
    minify,
    sourcemap: minify ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  await build({
    entryPoints: [join(root, 'client', 'webview', 'main.ts')],
    outfile: join(root, 'dist', 'page.js'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify,
    legalComments: 'none',
    logLevel: 'warning',
  });
  writeNotices(Object.keys(metafile.inputs), join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'));
}

/** Bundles TypeScript test files one by one into a folder; packages stay outside, so that tests load the installed ones. */
export async function bundleTests(files, outdir) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: files,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Tests of the client's own code run outside VS Code, against a small stand-in for its API.
    alias: { vscode: join(root, 'tests', 'client', 'vscode.ts') },
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
