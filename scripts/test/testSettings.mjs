/** Settings of VS Code in all tests: suppress unwanted dialogs. */
export const TEST_SETTINGS = {
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.editor.useModal': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  // When the palette closes, VS Code returns the focus to a webview after 50 ms. On a busy machine this takes
  // the focus from the command's own quick pick and closes it.
  'workbench.quickOpen.closeOnFocusLost': false,
};
