import { UserError } from '../../core/errors.ts';

/** A server that is not on this machine, and to which nobody agreed to send texts. */
export class ServerNotAllowedError extends UserError {
  readonly askServer = true;
}

/** The server wants a key, or another one. */
export class ServerKeyError extends UserError {
  readonly askKey = true;
}

/** What was sent at once is more than the server takes. */
export class TooLargeError extends UserError {
  readonly tooLarge = true;
}
