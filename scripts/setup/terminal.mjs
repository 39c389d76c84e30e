/** An error whose message is meant for the user; the scripts print it without a stack. */
export class UserError extends Error {}

/**
 * Reports the current activity in the terminal.
 * @param {string} what
 */
export function logStep(what) {
  console.log(`• ${what}`);
}

/**
 * Runs a script's main function; a `UserError` ends it with exit code 1 and no stack.
 * @param {() => Promise<number | void>} main its result is the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  }
}
