import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';

/** The model is not on this machine, and nobody has agreed to a download yet: ask, then try again. */
export class ModelNotDownloadedError extends UserError {
  readonly askDownload = true;
  constructor(model: string) {
    super(message('model.notDownloaded', { model }));
  }
}

/** What came, or what is on this machine, is not the model: to download it again may help. */
export class DownloadFault extends UserError {
  readonly downloadAgain = true;
}
