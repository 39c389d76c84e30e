import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';

/**
 * The model is not on this machine, and its download needs the user's consent: ask, then try again.
 */
export class ModelNotDownloadedError extends UserError {
  readonly askDownload = true;
  constructor(model: string) {
    super(message('model.notDownloaded', { model }));
  }
}

/** The downloaded or installed files are not the model: downloading again may help. */
export class DownloadFault extends UserError {
  readonly downloadAgain = true;
}
