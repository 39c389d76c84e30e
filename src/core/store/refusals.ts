/** @throws RangeError unless the new round's number follows the last one */
export function checkRoundNumber(number: number, rounds: number): void {
  if (number !== rounds + 1) {
    throw new RangeError(`Round ${number} was refused: the next round is ${rounds + 1}.`);
  }
}

/** The text of the error for a round that does not exist. */
export const noRound = (number: number): string => `There is no round ${number}.`;
