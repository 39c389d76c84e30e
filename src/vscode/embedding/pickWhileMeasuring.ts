import * as vscode from 'vscode';

/** Lets the user pick while a measurement runs; refreshes the items with its result. */
export async function pickWhileMeasuring<T extends vscode.QuickPickItem>(
  items: () => T[],
  measured: Promise<void>,
  { title, placeholder }: { readonly title: string; readonly placeholder: string },
): Promise<T | undefined> {
  const pick = vscode.window.createQuickPick<T>();
  Object.assign(pick, { title, placeholder, matchOnDetail: true, matchOnDescription: true });
  pick.items = items();
  pick.keepScrollPosition = true;
  pick.busy = true;
  let open = true;
  const showMeasured = (): void => {
    if (!open) return;
    const at = pick.items.findIndex(({ label }) => label === pick.activeItems[0]?.label);
    pick.items = items();
    if (at >= 0) pick.activeItems = pick.items.slice(at, at + 1);
    pick.busy = false;
  };
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve(pick.activeItems[0]));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
      measured.then(showMeasured, showMeasured);
    });
  } finally {
    open = false;
    pick.dispose();
  }
}
