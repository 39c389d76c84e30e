import * as vscode from 'vscode';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import { exists } from '../project/exists.ts';
import {
  projectFileEnding,
  projectNameFor,
  textsNameFor,
} from '../../core/projectFile/projectNames.ts';
import { localize } from '../windowLanguage.ts';

/** File types that can be a pool. */
const poolGlob = '**/*.{jsonl,ndjson,json,csv,tsv,tab,txt,gz,parquet,xlsx}';

/** Picks the file in the active editor, one in the workspace, or one from elsewhere. */
export async function choosePoolFile(): Promise<vscode.Uri | undefined> {
  const [file] = await choosePoolFiles(
    localize('New Project from File'),
    localize('A file of records: JSON, JSON Lines, CSV, TSV, Excel, Parquet'),
    false,
  );
  return file;
}

/**
 * Picks a file in the workspace or from elsewhere; none if the user cancels.
 * @param several whether several files may be picked
 */
export async function choosePoolFiles(
  title: string,
  placeHolder: string,
  several: boolean,
): Promise<readonly vscode.Uri[]> {
  const files = await vscode.workspace.findFiles(
    poolGlob,
    '**/{node_modules,.git,.marginalia,.vscode}/**',
    200,
  );
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const entries = files
    .filter(
      ({ path }) =>
        !path.endsWith(projectFileEnding) && !/\/(package|tsconfig)[^/]*\.json$/.test(path),
    )
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort(
      (a, b) =>
        Number(b.uri.toString() === active) - Number(a.uri.toString() === active) ||
        a.label.localeCompare(b.label),
    );
  const ticked: vscode.Uri[] = [];
  if (entries.length > 0 && several) {
    const isActive = ({ uri }: FileEntry): boolean => uri.toString() === active;
    const picked = await pickFiles(entries, isActive, title, placeHolder);
    if (!picked?.browse) return picked?.files ?? [];
    ticked.push(...picked.files);
  } else if (entries.length > 0) {
    const browse = { label: localize('Browse …'), uri: undefined };
    const picked = await vscode.window.showQuickPick([...entries, browse], {
      title,
      placeHolder,
      ignoreFocusOut: true,
    });
    if (!picked) return [];
    if (picked.uri) return [picked.uri];
  }
  const chosen = await vscode.window.showOpenDialog({
    title,
    canSelectMany: several,
    filters: {
      [localize('Pools')]: [
        'jsonl',
        'ndjson',
        'json',
        'csv',
        'tsv',
        'txt',
        'gz',
        'zst',
        'parquet',
        'xlsx',
      ],
      [localize('All files')]: ['*'],
    },
  });
  if (!chosen) return [];
  const isTicked = (file: vscode.Uri): boolean =>
    ticked.some((other) => other.toString() === file.toString());
  return [...ticked, ...chosen.filter((file) => !isTicked(file))];
}

interface FileEntry extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

interface PickedFiles {
  readonly files: readonly vscode.Uri[];
  /** Whether to choose further files in the dialog. */
  readonly browse: boolean;
}

/**
 * A list in which several files can be ticked; a button opens the dialog instead. Without a tick, the entry
 * with the focus counts.
 * @param isTicked initially
 * @returns undefined if the user cancels
 */
function pickFiles(
  entries: readonly FileEntry[],
  isTicked: (entry: FileEntry) => boolean,
  title: string,
  placeholder: string,
): Promise<PickedFiles | undefined> {
  const pick = vscode.window.createQuickPick<FileEntry>();
  pick.canSelectMany = true;
  pick.items = entries;
  pick.selectedItems = entries.filter(isTicked);
  pick.buttons = [
    { iconPath: new vscode.ThemeIcon('folder-opened'), tooltip: localize('Browse …') },
  ];
  Object.assign(pick, { title, placeholder, ignoreFocusOut: true });
  return new Promise((resolve) => {
    let picked: PickedFiles | undefined;
    const finish = (items: readonly FileEntry[], browse: boolean): void => {
      // Until the window has hidden the list, another click may arrive.
      picked ??= { files: items.map(({ uri }) => uri), browse };
      pick.hide();
    };
    pick.onDidTriggerButton(() => finish(pick.selectedItems, true));
    pick.onDidAccept(() => {
      const items = pick.selectedItems.length > 0 ? pick.selectedItems : pick.activeItems;
      if (items.length > 0) finish(items, false);
      else pick.placeholder = localize('Tick at least one file.');
    });
    pick.onDidHide(() => {
      resolve(picked);
      pick.dispose();
    });
    pick.show();
  });
}

/**
 * Where to create the project, or an existing project to open instead; undefined if the user
 * cancels.
 */
export type ProjectPlace =
  | {
      readonly create: vscode.Uri;
      /** Writes new settings for a project and keeps its answers. */
      readonly replaces?: true;
    }
  | { readonly open: vscode.Uri };

/** Lists the existing projects of a file before any other question. */
export async function askPlace(pool: vscode.Uri): Promise<ProjectPlace | undefined> {
  const name = pool.path.split('/').at(-1)!;
  const folder = vscode.Uri.joinPath(pool, '..');
  const fileFor = (stem: string): vscode.Uri =>
    vscode.Uri.joinPath(folder, `${stem}${projectFileEnding}`);
  const target = fileFor(projectNameFor(name));
  const isTaken = await exists(target);
  const otherProjects = await projectsOf(
    folder,
    [name, textsNameFor(projectNameFor(name))],
    target,
  );
  if (!isTaken && otherProjects.length === 0) return { create: target };
  const fileName = (uri: vscode.Uri): string => uri.path.split('/').at(-1)!;
  const freeTarget = isTaken ? await freeFile(fileFor, projectNameFor(name)) : target;
  const items = [
    ...[...(isTaken ? [target] : []), ...otherProjects].map((uri) => ({
      label: `$(folder-opened) ${localize('Open {0}', fileName(uri))}`,
      detail: localize('The existing project, with its settings and answers'),
      place: { open: uri },
    })),
    {
      label: `$(new-file) ${localize('Make {0} Beside It', fileName(freeTarget))}`,
      detail: localize('A project of its own, with no answers yet'),
      place: { create: freeTarget } as ProjectPlace,
    },
    ...(isTaken
      ? [
          {
            label: `$(replace-all) ${localize('Replace {0}', fileName(target))}`,
            detail: localize(
              'Writes new settings. The answers in the .marginalia folder are kept.',
            ),
            place: { create: target, replaces: true } as ProjectPlace,
          },
        ]
      : []),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: localize('New Project from {0}', name),
    placeHolder: localize('There is a project for {0} already.', name),
    ignoreFocusOut: true,
  });
  return picked?.place;
}

/** Projects beside a file that have one of these files as their pool. */
async function projectsOf(
  folder: vscode.Uri,
  pools: readonly string[],
  target: vscode.Uri,
): Promise<vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const files = entries
    .filter(
      ([file, type]) => type !== vscode.FileType.Directory && file.endsWith(projectFileEnding),
    )
    .map(([file]) => vscode.Uri.joinPath(folder, file))
    .filter((uri) => uri.path !== target.path);
  const found: vscode.Uri[] = [];
  for (const uri of files) {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const { project } = parseProjectFile(text);
    if (project?.pool.some(({ path }) => pools.includes(path.replace(/^\.\//, ''))))
      found.push(uri);
  }
  return found;
}

async function freeFile(fileFor: (stem: string) => vscode.Uri, stem: string): Promise<vscode.Uri> {
  for (let number = 2; ; number++) {
    const uri = fileFor(`${stem}-${number}`);
    if (!(await exists(uri))) return uri;
  }
}
