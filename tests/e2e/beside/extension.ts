import { join } from 'node:path';
import { commands, Disposable, EventEmitter, FileSystemError, FileType, Uri, window, workspace, type ExtensionContext, type FileSystemProvider } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** The languages that redhat.vscode-yaml attaches itself to; its server is the npm package that is started here. */
const LANGUAGES = ['yaml', 'yaml-textmate', 'yaml-tmlanguage', 'ansible', 'azure-pipelines', 'dockercompose', 'github-actions-workflow', 'home-assistant',
  'manifest-yaml', 'spring-boot-properties-yaml'];
const RECIPE = 'recipe: 1\nmodel: kws.tflite\n\nsteps:\n  - quantize: dynamic\n\noutputs:\n  - tflite: out/kws.tflite\n';

export function activate(context: ExtensionContext): void {
  const module = join(process.env['OPTRECIPE_ROOT'] ?? '', 'node_modules', 'yaml-language-server', 'bin', 'yaml-language-server');
  const client = new LanguageClient('yaml', 'YAML', { module, transport: TransportKind.stdio, args: ['--stdio'] }, { documentSelector: LANGUAGES });
  const recipe = Uri.parse('vscode-vfs://github/owner/name/virtual.optrecipe.yaml');
  context.subscriptions.push(
    client,
    workspace.registerFileSystemProvider('vscode-vfs', new OneFile(recipe, RECIPE), { isReadonly: true }),
    commands.registerCommand('beside.openVirtual', () => window.showTextDocument(recipe)),
  );
  void client.start();
}

/** A file system with one file that cannot be written. */
class OneFile implements FileSystemProvider {
  readonly onDidChangeFile = new EventEmitter<never>().event;

  constructor(readonly file: Uri, readonly text: string) {}

  watch = () => new Disposable(() => undefined);
  createDirectory = () => this.#refuse();
  writeFile = () => this.#refuse();
  delete = () => this.#refuse();
  rename = () => this.#refuse();

  stat(uri: Uri) {
    if (uri.toString() === this.file.toString()) return { type: FileType.File, ctime: 0, mtime: 0, size: this.text.length };
    if (this.file.path.startsWith(`${uri.path}/`)) return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    throw FileSystemError.FileNotFound(uri);
  }

  readDirectory = (): [string, FileType][] => [[this.file.path.slice(this.file.path.lastIndexOf('/') + 1), FileType.File]];

  readFile(uri: Uri) {
    if (uri.toString() !== this.file.toString()) throw FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(this.text);
  }

  #refuse(): never {
    throw FileSystemError.NoPermissions('nothing is written here');
  }
}
