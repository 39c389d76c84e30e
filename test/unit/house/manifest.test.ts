// The manifest and the code agree.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from './imports.ts';
import {
  contextKeysOf,
  documentedContextKeys,
  hostLiterals,
  readManifest,
  readTranslations,
  settingsOf,
  stringsIn,
} from './manifest.ts';

const manifest = readManifest();
const { contributes } = manifest;
const literals = hostLiterals();
const written = new Set(literals.map(({ text }) => text));

const commands = (contributes.commands ?? []).map(({ command }) => command);
const settings = settingsOf(contributes);
const others = [
  ...Object.values(contributes.views ?? {})
    .flat()
    .map(({ id }) => id),
  ...Object.values(contributes.viewsContainers ?? {})
    .flat()
    .map(({ id }) => id),
  ...(contributes.submenus ?? []).map(({ id }) => id),
  ...(contributes.walkthroughs ?? []).map(({ id }) => id),
  ...(contributes.languages ?? []).map(({ id }) => id),
  ...(contributes.customEditors ?? []).map(({ viewType }) => viewType),
  ...(contributes.colors ?? []).map(({ id }) => id),
  ...(contributes.taskDefinitions ?? []).map(({ type }) => type),
];
const contextKeys = contextKeysOf(contributes, new Set([...commands, ...settings, ...others]));
const documented = documentedContextKeys();

/** Functions whose first argument is a name that VS Code does not look up in the manifest. */
const NAMING = ['createWebviewPanel', 'registerWebviewPanelSerializer', 'createStatusBarItem'];

describe('commands', () => {
  test('every contributed command is registered by the code', () => {
    assert.deepEqual(
      commands.filter((command) => !written.has(command)),
      [],
    );
  });

  test('every marginalia.… name in the code is contributed', () => {
    const known = new Set([...commands, ...settings, ...others, ...documented]);
    const named = new Set(
      literals.flatMap(({ text, argumentOf }) => (NAMING.includes(argumentOf ?? '') ? [text] : [])),
    );
    const unknown = literals.filter(
      ({ text }) => /^marginalia\.[\w.]+$/.test(text) && !known.has(text) && !named.has(text),
    );
    assert.deepEqual(
      unknown.map(({ text, path }) => `${text} (${path})`),
      [],
    );
  });

  test('every command is listed once, in the extension’s category', () => {
    assert.deepEqual(commands, [...new Set(commands)]);
    const strays = (contributes.commands ?? []).filter(({ category }) => category !== 'Marginalia');
    assert.deepEqual(strays, []);
  });

  test('keybindings and menus refer to contributed commands and submenus', () => {
    const ours = new Set([...commands, ...others]);
    const targets = [
      ...(contributes.keybindings ?? []).map(({ command }) => command),
      ...Object.values(contributes.menus ?? {})
        .flat()
        .flatMap(({ command, submenu }) => command ?? submenu ?? []),
    ];
    assert.deepEqual(
      targets.filter((target) => !ours.has(target)),
      [],
    );
  });
});

describe('settings and context keys', () => {
  test('every setting has the extension’s prefix and is read by the code', () => {
    assert.deepEqual(
      settings.filter((id) => !id.startsWith('marginalia.')),
      [],
    );
    const unread = settings.filter(
      (id) => !written.has(id) && !written.has(id.replace('marginalia.', '')),
    );
    assert.deepEqual(unread, []);
  });

  test('every documented context key is set by the code, and the code sets no other', () => {
    const set = literals.flatMap(({ text, argumentOf }) =>
      argumentOf === 'setContext' ? [text] : [],
    );
    assert.deepEqual([...new Set(set)].sort(), [...documented].sort());
  });

  test('every context key in a when clause is documented', () => {
    assert.deepEqual(
      contextKeys.filter((key) => !documented.includes(key)),
      [],
    );
    assert.ok(contextKeys.length > 3);
  });

  test('menus of files are there in remote windows too, where the scheme is another', () => {
    const whens = Object.values(contributes.menus ?? {})
      .flat()
      .flatMap(({ when = '' }) => (when.includes('resourceScheme') ? [when] : []));
    assert.ok(whens.length > 0);
    assert.deepEqual(
      whens.filter((when) => !when.includes('resourceScheme =~ /^(file|vscode-remote)$/')),
      [],
    );
  });

  test('no key is bound outside our panels', () => {
    const free = (contributes.keybindings ?? []).filter(
      ({ when }) => !/^activeWebviewPanelId == 'marginalia\.\w+'/.test(when ?? ''),
    );
    assert.deepEqual(free, []);
  });

  test('every setting has a scope and a description', () => {
    const sections = [contributes.configuration ?? []].flat();
    for (const { properties = {} } of sections) {
      for (const [id, setting] of Object.entries(properties)) {
        assert.ok(setting.scope, id);
        assert.ok(setting.description ?? setting.markdownDescription, id);
      }
    }
  });

  test('every colour has a default for each kind of theme, and a description', () => {
    for (const { id, description, defaults } of contributes.colors ?? []) {
      assert.match(description, /^%.+%$/, id);
      const kinds = ['dark', 'highContrast', 'highContrastLight', 'light'];
      assert.deepEqual(Object.keys(defaults).sort(), kinds, id);
    }
  });

  test('every walkthrough step has media with a text alternative', () => {
    const steps = (contributes.walkthroughs ?? []).flatMap(({ steps }) => steps);
    assert.ok(steps.some(({ media }) => 'svg' in media || 'image' in media));
    for (const { id, media } of steps) {
      assert.ok('markdown' in media || media.altText, id);
    }
  });
});

describe('texts and files', () => {
  const translations = readTranslations();
  const asked = stringsIn(manifest).flatMap((text) => /^%([^%]+)%$/.exec(text)?.[1] ?? []);

  test('every %key% has a text, and every text a %key%', () => {
    assert.deepEqual(
      asked.filter((key) => !translations[key]),
      [],
    );
    assert.deepEqual(
      Object.keys(translations).filter((key) => !asked.includes(key)),
      [],
    );
  });

  test('titles and descriptions are never literal in the manifest', () => {
    const bare = (contributes.commands ?? []).filter(({ title }) => !/^%[^%]+%$/.test(title));
    assert.deepEqual(bare, []);
  });

  test('every file named in the manifest exists', () => {
    const files = stringsIn({ icon: manifest.icon, contributes }).filter((text) =>
      /^(\.\/)?(media|syntaxes)\//.test(text),
    );
    assert.deepEqual(
      files.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });
});

test('it is a workspace extension and declares its requirements', () => {
  assert.equal(manifest.main, './dist/extension.cjs');
  assert.match(manifest.engines['vscode'] ?? '', /^\^1\.\d+\.0$/);
  assert.deepEqual(manifest.extensionKind, ['workspace']);
  assert.equal(manifest.capabilities.virtualWorkspaces, false);
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  assert.ok(manifest.capabilities.untrustedWorkspaces.description);
});
