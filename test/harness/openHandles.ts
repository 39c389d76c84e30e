import { readdirSync, readlinkSync } from 'node:fs';

/** Handles of this process on a file; only Linux lists them. */
export function openHandles(location: string): number {
  return readdirSync('/proc/self/fd').filter((handle) => {
    try {
      return readlinkSync(`/proc/self/fd/${handle}`) === location;
    } catch {
      // The handle with which the list itself was read.
      return false;
    }
  }).length;
}
