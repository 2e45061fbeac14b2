import { basename, join } from 'node:path';
import { writeNotices } from './notices.mjs';
import { root } from './steps.mjs';

/** What is imported only when it is needed is a bundle of its own, loaded then. */
const late = {
  name: 'late',
  setup: ({ onResolve }) => onResolve({ filter: /^\./ }, ({ kind, path }) => {
    return kind === 'dynamic-import' ? { path: `./${basename(path)}.js`, external: true } : undefined;
  }),
};

/** Bundles the extension into dist/extension.js and dist/connection.js. The types are checked by tsc, not here. */
export async function bundleClient({ minify = true } = {}) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints: ['extension.ts', 'infrastructure/connection.ts'].map(file => join(root, 'client', 'src', file)),
    entryNames: '[name]',
    outdir: join(root, 'dist'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    plugins: [late],
    // `import` of what lies beside it becomes `require`.
    supported: { 'dynamic-import': false },
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
