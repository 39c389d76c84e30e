/**
 * Shows a page of the extension in a headless Chromium without VS Code: with the same content security
 * policy, the theme's variables, and a stand-in for `acquireVsCodeApi` that connects the page to the test.
 *
 *     const pages = await openPages();
 *     const page = await pages.annotate({ theme: 'dark' });
 *     await page.send({ type: 'state', state });
 *     await page.key('1');
 *     const answers = await page.posted('answer');
 *     await pages.close();
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/setup/browser.mjs';
import type { AnnotateHostMessage, AnnotatePageMessage } from '../../src/protocol/annotate.ts';
import type { MetricsHostMessage, MetricsPageMessage } from '../../src/protocol/metrics.ts';
import { pageHtml } from '../../src/vscode/webview/pageHtml.ts';
import { painted } from '../harness/painted.ts';
import { writeScreenshot } from '../harness/screenshots.ts';
import { pageStrings } from './annotateStates.ts';
import { metricsStrings } from './metricsStates.ts';
import { themes } from './themes.ts';
import type { Theme, ThemeName } from './themes.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** A secure origin, as a webview has: `crypto.randomUUID` exists in secure contexts only. */
const ORIGIN = 'https://page.test';
const NONCE = 'harness';
/** Milliseconds until something counts as hung: far more than a busy machine needs. */
const PATIENCE = 300_000;

export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** Emulates a Windows contrast theme. */
  readonly forcedColors?: boolean;
}

export interface Pages {
  annotate(options?: PageOptions): Promise<ShownPage<AnnotateHostMessage, AnnotatePageMessage>>;
  metrics(options?: PageOptions): Promise<ShownPage<MetricsHostMessage, MetricsPageMessage>>;
  close(): Promise<void>;
}

/** Builds both pages from source and starts a browser for them. */
export async function openPages(): Promise<Pages> {
  const files = await bundle();
  const browser = await launchBrowser();
  return {
    annotate: (options) =>
      openPage(browser, files, 'annotate', { type: 'strings', strings: pageStrings }, options),
    metrics: (options) =>
      openPage(browser, files, 'metrics', { type: 'strings', strings: metricsStrings }, options),
    close: () => browser.close(),
  };
}

/** A page on screen, as its host sees it. */
export class ShownPage<FromHost, ToHost extends { readonly type: string }> {
  readonly page: Page;
  readonly #strings: FromHost;

  /** @param strings sent to the page before everything else, after every load */
  static async open<FromHost, ToHost extends { readonly type: string }>(
    page: Page,
    strings: FromHost,
  ): Promise<ShownPage<FromHost, ToHost>> {
    const shown = new ShownPage<FromHost, ToHost>(page, strings);
    await page.goto(`${ORIGIN}/`);
    await shown.send(strings);
    return shown;
  }

  private constructor(page: Page, strings: FromHost) {
    this.page = page;
    this.#strings = strings;
  }

  async send(message: FromHost): Promise<void> {
    await this.page.evaluate((data) => {
      // VS Code delivers messages the same way; here synchronously, so that the caller sees the effect.
      window.dispatchEvent(new MessageEvent('message', { data }));
    }, message as unknown);
  }

  /** What the page has posted since it was opened, across reloads. */
  async posted<T extends ToHost['type']>(type: T): Promise<Extract<ToHost, { type: T }>[]> {
    const all = await this.page.evaluate(
      () => JSON.parse(sessionStorage.getItem('posted') ?? '[]') as unknown[],
    );
    return (all as ToHost[]).filter(
      (message): message is Extract<ToHost, { type: T }> => message.type === type,
    );
  }

  /** Presses and releases a key, named as in Playwright. */
  async key(name: string): Promise<void> {
    await this.page.keyboard.press(name);
  }

  /** Waits until the present content is on screen. */
  async painted(): Promise<void> {
    await painted(this.page);
  }

  /** Reloads the page, as VS Code does when a hidden panel is shown; its stored state survives. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.send(this.#strings);
  }

  async setTheme(name: ThemeName): Promise<void> {
    await this.page.evaluate(
      ({ before, theme }) => {
        const { style } = document.documentElement;
        for (const variable of before) style.setProperty(variable, 'initial');
        for (const [variable, value] of Object.entries(theme.variables)) {
          style.setProperty(variable, value);
        }
        document.body.className = theme.bodyClass;
      },
      {
        theme: themes[name],
        before: Object.values(themes).flatMap(({ variables }) => Object.keys(variables)),
      },
    );
  }

  /** Violations found by axe-core, as sentences. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(readFileSync(axePath, 'utf8'));
    return this.page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: {
          run(): Promise<{
            violations: {
              id: string;
              help: string;
              nodes: { html: string; failureSummary?: string }[];
            }[];
          }>;
        };
      };
      const { violations } = await axe.run();
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}: ${html}: ${failureSummary}`),
      );
    });
  }

  /** Writes test/output/pages/NAME.png; see `writeScreenshot` for when. */
  async screenshot(name: string): Promise<void> {
    await writeScreenshot(this.page, `pages/${name}`);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

async function openPage<FromHost, ToHost extends { readonly type: string }>(
  browser: Browser,
  files: ReadonlyMap<string, string>,
  name: string,
  strings: FromHost,
  {
    theme = 'dark',
    width = 1000,
    height = 800,
    reducedMotion = false,
    forcedColors = false,
  }: PageOptions = {},
): Promise<ShownPage<FromHost, ToHost>> {
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    forcedColors: forcedColors ? 'active' : 'none',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.addInitScript(standInForVsCode);
  await page.route(`${ORIGIN}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/') {
      return route.fulfill({ contentType: 'text/html', body: html(name, themes[theme]) });
    }
    const body = files.get(path);
    if (body === undefined) return route.fulfill({ status: 404 });
    const contentType = path.endsWith('.css') ? 'text/css' : 'text/javascript';
    return route.fulfill({ contentType: `${contentType}; charset=utf-8`, body });
  });
  return ShownPage.open(page, strings);
}

/** Runs in the page before its own script. State is in session storage, so that it survives a reload. */
function standInForVsCode(): void {
  const read = (key: string): unknown => JSON.parse(sessionStorage.getItem(key) ?? 'null');
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage(message: unknown) {
        const posted = (read('posted') ?? []) as unknown[];
        sessionStorage.setItem('posted', JSON.stringify([...posted, message]));
      },
      getState: () => read('state') ?? undefined,
      setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
    }),
  });
}

/** The page's document with VS Code's additions: the theme and the default style sheet. */
function html(name: string, theme: Theme): string {
  const variables = Object.entries(theme.variables).map(([key, value]) => `${key}: ${value};`);
  const document = pageHtml({
    title: name,
    script: `${ORIGIN}/${name}.js`,
    style: `${ORIGIN}/${name}.css`,
    cspSource: ORIGIN,
    nonce: NONCE,
    language: 'en',
  });
  return document.replace('<body>', `<body class="${theme.bodyClass}">`).replace(
    '<head>',
    `<head><style nonce="${NONCE}">
:root { ${variables.join(' ')} }
@layer vscode-default {
  body { background-color: transparent; color: var(--vscode-editor-foreground); margin: 0; padding: 0 20px; }
  a, a code { color: var(--vscode-textLink-foreground); }
  kbd { border-style: solid; border-width: 1px; border-radius: 3px; box-shadow: inset 0 -1px 0 var(--vscode-widget-shadow); vertical-align: middle; padding: 1px 3px; }
  ::-webkit-scrollbar { width: 10px; height: 10px; }
  ::-webkit-scrollbar-thumb { background-color: var(--vscode-scrollbarSlider-background); }
}</style>`,
  );
}

async function bundle(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of ['annotate', 'metrics']) {
    const { outputFiles } = await esbuild.build({
      absWorkingDir: root,
      entryPoints: [`webview/${name}/main.ts`],
      outfile: `${name}.js`,
      bundle: true,
      write: false,
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
      logLevel: 'silent',
    });
    for (const { path, text } of outputFiles) {
      files.set(path.endsWith('.css') ? `/${name}.css` : `/${name}.js`, text);
    }
  }
  return files;
}
