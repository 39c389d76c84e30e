import * as vscode from 'vscode';
import { exists } from './exists.ts';
import { projectFileEnding } from '../../core/projectFile/projectNames.ts';

/**
 * Whether a folder has a project of this name, or answers of one.
 * @param otherFiles names of further files that must not exist
 */
export async function isTaken(
  folder: vscode.Uri,
  name: string,
  otherFiles: readonly string[] = [],
): Promise<boolean> {
  const files = [
    `${name}${projectFileEnding}`,
    `${name}.labels.jsonl`,
    `.marginalia/${name}.sqlite`,
    ...otherFiles,
  ];
  const areTaken = await Promise.all(
    files.map((file) => exists(vscode.Uri.joinPath(folder, file))),
  );
  return areTaken.includes(true);
}

/**
 * The first free project name of `stem`, `stem-2`, `stem-3` …
 * @param otherFiles names of further files of a project of that name
 */
export async function freeName(
  folder: vscode.Uri,
  stem: string,
  otherFiles: (name: string) => readonly string[] = () => [],
): Promise<string> {
  let name = stem;
  for (let number = 2; await isTaken(folder, name, otherFiles(name)); number++) {
    name = `${stem}-${number}`;
  }
  return name;
}
