import { readFileSync } from 'node:fs';

/** A fixture made by the make_*.py beside it. */
export function golden<T>(area: 'metrics' | 'quality', name: string): T {
  const url = new URL(`../../fixtures/${area}/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T;
}
