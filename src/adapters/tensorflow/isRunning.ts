/** Whether there is a process of that id on this machine. */
export function isRunning(pid: number): boolean {
  try {
    // Signal 0 reaches nobody.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
