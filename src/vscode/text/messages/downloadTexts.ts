import type { DownloadMessages } from '../../../core/messages/modelMessages.ts';
import type { Texts } from './texts.ts';

export const downloadTexts: Texts<DownloadMessages> = {
  'download.receiving': ({ model, file }, localize) =>
    localize('Downloading {0}: {1}', model, file),
  'download.comparing': ({ model, file }, localize) => localize('Comparing {0}: {1}', model, file),
  'download.circles': ({ host }, localize) =>
    localize('{0} redirects the download in a circle. Nothing was kept; try again later.', host),
  'download.redirectToNowhere': ({ host, status }, localize) =>
    localize(
      '{0} answered {1} without saying where the file is. Nothing was kept; try again later.',
      host,
      status,
    ),
  'download.notEncrypted': ({ host, to }, localize) =>
    localize(
      '{0} sends the download on to {1}, which is not encrypted. Nothing was kept.',
      host,
      to,
    ),
  'download.unverifiedRedirect': ({ host, to }, localize) =>
    localize(
      '{0} sends the download on to {1} without saying what the file is, as a network does that wants you to log in. Nothing was kept. Log in to the network, then download again.',
      host,
      to,
    ),
  'download.webPage': ({ host }, localize) =>
    localize(
      '{0} answered with a web page in place of the model, as a network does that wants you to log in. Nothing was kept. Log in to the network or correct the setting "marginalia.modelHub", then download again.',
      host,
    ),
  'download.noJson': ({ host, file }, localize) =>
    localize(
      'What {0} sent as {1} is cut off or is something else. Nothing of it was kept; download again.',
      host,
      file,
    ),
  'download.otherBytes': ({ host, model, file }, localize) =>
    localize(
      '{0} of {1} arrived from {2} with other bytes than its checksum says. Nothing of it was kept; download again.',
      file,
      model,
      host,
    ),
  'download.unequal': ({ host, model, file }, localize) =>
    localize(
      '{0} gives no checksum, and sent {1} of {2} with other bytes the second time. Nothing of it was kept; download again.',
      host,
      file,
      model,
    ),
  'download.anotherModel': ({ host, model }, localize) =>
    localize(
      '{0} has another model under the name {1} than the one that was downloaded before. Nothing of it was kept. To take the new one, download again.',
      host,
      model,
    ),
  'download.stalled': ({ host, model, seconds }, localize) =>
    localize(
      '{0} has sent nothing of {1} for {2} seconds, so the download was given up. The lexical embedder serves instead; download again when the connection is better.',
      host,
      model,
      seconds,
    ),
  'download.noSuchModel': ({ host, model }, localize) =>
    localize('{0} has no model {1} that is open to everyone. Check its name.', host, model),
  'download.noSuchFile': ({ host, model, file }, localize) =>
    localize(
      'The model {0} on {1} has no file {2}. Choose a model that was exported for transformers.js, such as Xenova/all-MiniLM-L6-v2, or use "embedding": "lexical".',
      model,
      host,
      file,
    ),
  'download.refused': ({ host, model, file, status }, localize) =>
    localize(
      '{0} answered {1} when asked for {2} of {3}. The lexical embedder serves instead; try again later.',
      host,
      status,
      file,
      model,
    ),
  'download.failed': ({ host, model, file, reason }, localize, text) =>
    localize(
      '{0} could not be downloaded from {1} ({2}). Nothing of {3} was kept. The lexical embedder serves instead; try again when there is a connection.',
      model,
      host,
      text(reason),
      file,
    ),
  'download.cutShort': ({ bytes, of }, localize) => localize('{0} of {1} bytes arrived', bytes, of),
  'facts.failed': ({ host, model, reason }, localize, text) =>
    localize(
      '{0} could not be asked for all that it says of {1} ({2}).',
      host,
      model,
      text(reason),
    ),
  'facts.status': ({ status }, localize) => localize('it answered {0}', status),
  'facts.slow': ({ seconds }, localize) => localize('no whole answer within {0} s', seconds),
  'facts.endless': (_, localize) => localize('its answer does not end'),
  'facts.noJson': (_, localize) => localize('its answer is no JSON'),
};
