import { textOf } from '../text/messages/textOf.ts';
import * as vscode from 'vscode';
import { ColorsInUse } from '../editor/colorsInUse.ts';
import { imageUrl } from '../editor/markImages.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { coalesce } from '../coalesce.ts';
import { labelIcon } from './labelIcon.ts';
import { projectNodes } from './projectNodes.ts';
import type { NodeView } from './nodeView.ts';
import { localize } from '../windowLanguage.ts';
import { folderLabel } from '../project/projects.ts';
import { DisposableOwner } from '../disposables.ts';

/** A tree node with the project that its menus act on. */
export interface TreeNode {
  readonly project: Project;
  /** Undefined for the project's own node. */
  readonly view?: NodeView;
  readonly path: string;
}

/** The activity-bar view: projects and their state. */
export class ProjectTree extends DisposableOwner implements vscode.TreeDataProvider<TreeNode> {
  readonly #projects: Projects;
  readonly #colors: ColorsInUse;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(projects: Projects, extension: vscode.Extension<unknown>) {
    super();
    this.#projects = projects;
    this.#colors = new ColorsInUse(extension);
    const view = vscode.window.createTreeView('marginalia.projects', {
      treeDataProvider: this,
      canSelectMany: true,
    });
    const redraw = coalesce(() => this.#changed.fire());
    this.register(
      view,
      projects.onDidChange(redraw),
      this.#colors,
      this.#colors.onDidChange(redraw),
      this.#changed,
    );
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const { project, view, path } = node;
    if (!view) return this.#projectItem(project, path);
    const item = new vscode.TreeItem(view.label, stateOf(view));
    item.id = path;
    if (view.description !== undefined) item.description = view.description;
    item.tooltip = view.tooltip ?? view.label;
    if (view.icon !== undefined) item.iconPath = iconOf(view.icon, view.color);
    if (view.style) item.iconPath = this.#markOf(view.style);
    if (view.context !== undefined) item.contextValue = view.context;
    if (view.command !== undefined) {
      item.command = { command: view.command, title: view.label, arguments: [node] };
    }
    return item;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (!node) {
      await this.#projects.find();
      return this.#projects.all.map((project) => ({ project, path: project.uri.toString() }));
    }
    const { project, view, path } = node;
    const children = view
      ? (view.children ?? [])
      : projectNodes({
          project: project.file,
          view: project.view,
          open: project.session !== undefined,
          poolIsStale: project.poolIsStale,
          mistakes: project.problems
            .filter(({ severity }) => severity === 'error')
            .map(({ message }) => textOf(message, localize)),
          language: vscode.env.language,
          localize,
        });
    return children.map((child) => ({ project, view: child, path: `${path}#${child.id}` }));
  }

  #markOf(look: NonNullable<NodeView['style']>): vscode.ThemeIcon | vscode.Uri {
    const icon = labelIcon(look, this.#colors.now);
    if ('icon' in icon) return iconOf(icon.icon, icon.color);
    return vscode.Uri.parse(imageUrl(icon.svg));
  }

  #projectItem(project: Project, path: string): vscode.TreeItem {
    const active = project === this.#projects.active;
    const item = new vscode.TreeItem(
      this.#projects.titleOf(project),
      active ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.id = path;
    item.contextValue = 'project';
    item.iconPath = new vscode.ThemeIcon('comment-discussion');
    item.description = folderLabel(project.folder);
    item.tooltip = project.uri.fsPath;
    return item;
  }
}

function stateOf({ children, expanded }: NodeView): vscode.TreeItemCollapsibleState {
  if (!children || children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return expanded
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}

function iconOf(icon: string, color: string | undefined): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
