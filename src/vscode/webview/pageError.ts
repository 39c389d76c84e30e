/** What went wrong in a page, as an error with the page's stack. */
export function pageError({ message, stack }: { message: string; stack?: string }): Error {
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
