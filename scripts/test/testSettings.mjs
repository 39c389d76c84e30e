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
  // When the palette closes, VS Code gives the focus back to a webview after 50 ms, and on a busy machine
  // takes it from the command's own quick pick, which would close.
  'workbench.quickOpen.closeOnFocusLost': false,
};
