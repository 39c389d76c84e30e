// The annotation page in a real browser, with the test as its host; every test has a page of its own.
import { after, afterEach, before } from 'node:test';
import type { Locator } from 'playwright-core';
import type { AnnotateHostMessage, AnnotatePageMessage } from '../../../src/protocol/annotate.ts';
import { annotateState } from '../../webview/annotateStates.ts';
import { openPages } from '../../webview/pageHarness.ts';
import type { PageOptions, Pages, ShownPage } from '../../webview/pageHarness.ts';

export type Annotate = ShownPage<AnnotateHostMessage, AnnotatePageMessage>;

let pages: Pages;
/** The page of the current test. */
export let panel: Annotate;

before(async () => {
  pages = await openPages();
});
afterEach(() => panel?.close());
after(() => pages?.close());

export async function open(state = annotateState(), options?: PageOptions): Promise<void> {
  panel = await pages.annotate(options);
  await panel.send({ type: 'state', state });
}

export const text = (): Promise<string> => panel.page.locator('.text').innerText();
export const label = (name: string): Locator =>
  panel.page.locator('.label').filter({ hasText: name });
export const recent = (): Locator => panel.page.locator('.recent .answer');
export const said = (): Locator => panel.page.locator('.toolbar .said');
/** Answers that the page has sent. */
export const answers = async () => (await panel.posted('answer')).map(({ answer }) => answer);
