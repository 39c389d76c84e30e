import { UserError } from '../../core/errors.ts';

/** A remote server that the user has not agreed to send texts to. */
export class ServerNotAllowedError extends UserError {
  readonly askServer = true;
}

/** The server requires an API key, or a different one. */
export class ServerKeyError extends UserError {
  readonly askKey = true;
}

/** The request exceeds the server's limits. */
export class TooLargeError extends UserError {
  readonly tooLarge = true;
}
