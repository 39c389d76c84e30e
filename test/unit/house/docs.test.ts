// Documentation: links resolve, and the README stays short.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../../..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...globSync('docs/*.md', { cwd: root }),
];

/** GitHub's anchor of a heading: "Does it help?" → "does-it-help" */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsIn(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
}

/** Broken links of a page. */
function deadLinks(page: string, text: string): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => {
    if (/^https?:/.test(target!)) return [];
    const [path = '', anchor] = target!.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return [`${page}: ${target}`];
    if (anchor === undefined) return [];
    const known = anchorsIn(readFileSync(file, 'utf8'));
    return known.includes(anchor) ? [] : [`${page}: ${target} (no such heading)`];
  });
}

test('every link in the docs resolves to an existing file and heading', () => {
  assert.ok(pages.length > 5);
  const dead = pages.flatMap((page) => deadLinks(page, readFileSync(join(root, page), 'utf8')));
  assert.deepEqual(dead, []);
  assert.deepEqual(
    deadLinks('README.md', '[a](docs/none.md), [b](docs/labelling.md#none)').length,
    2,
  );
});

test('every page of docs is linked from the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const unlinked = globSync('docs/*.md', { cwd: root })
    .map((page) => relative('.', page))
    .filter((page) => !readme.includes(`(${page}`));
  assert.deepEqual(unlinked, []);
});

test('the README takes five minutes to read', () => {
  const words = readFileSync(join(root, 'README.md'), 'utf8').split(/\s+/).length;
  assert.ok(words <= 1300, `${words} words`);
});
