import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstName } from '../../../src/vscode/annotatorName.ts';
import { pageHtml } from '../../../src/vscode/webview/pageHtml.ts';

const parts = {
  title: 'reviews',
  script: 'https://host/annotate.js',
  style: 'https://host/annotate.css',
  cspSource: 'https://host',
  nonce: 'n0nce',
  language: 'de',
};

test('a page may run its own script and nothing else', () => {
  const html = pageHtml(parts);
  const policy = /content="(default-src[^"]+)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
  assert.ok(policy !== undefined && policy.startsWith("default-src 'none'; "));
  assert.match(policy, /script-src 'nonce-n0nce'(;|$)/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.match(html, /<html lang="de">/);
});

test('a title cannot inject markup', () => {
  const html = pageHtml({ ...parts, title: '</title><script>alert(1)</script>"&' });
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.match(html, /&lt;\/title&gt;/);
});

test('the annotator is the first non-blank name', () => {
  assert.equal(firstName(undefined, ' \n', ' Ada\n', 'root'), 'Ada');
  assert.equal(firstName(undefined, ''), 'annotator');
});
