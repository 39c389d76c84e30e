/** An error whose message is a sentence for a person; the scripts print it without a stack. */
export class Sentence extends Error {}

/**
 * Says what is being done, so that nobody looks at a silent terminal.
 * @param {string} what
 */
export function say(what) {
  console.log(`• ${what}`);
}

/**
 * Runs a script's main function; a `Sentence` ends it with exit code 1 and no stack.
 * @param {() => Promise<number | void>} main its result is the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Sentence ? error.message : error);
    process.exitCode = 1;
  }
}
