/** English only: "1 record", "2 records". For sentences of the command line, which are not translated. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
