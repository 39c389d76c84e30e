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
      '{0} redirects the download to {1}, which is not encrypted. Nothing was kept.',
      host,
      to,
    ),
  'download.unverifiedRedirect': ({ host, to }, localize) =>
    localize(
      '{0} redirects the download to {1} without a checksum, as a network that requires a login does. Nothing was kept. Log in to the network, then download again.',
      host,
      to,
    ),
  'download.webPage': ({ host }, localize) =>
    localize(
      '{0} answered with a web page instead of the model, as a network that requires a login does. Nothing was kept. Log in to the network or correct the setting "marginalia.modelHub", then download again.',
      host,
    ),
  'download.noJson': ({ host, file }, localize) =>
    localize(
      '{0} sent {1} incomplete or in the wrong format. Nothing of it was kept; download again.',
      host,
      file,
    ),
  'download.otherBytes': ({ host, model, file }, localize) =>
    localize(
      '{0} of {1}, received from {2}, does not match its checksum. Nothing of it was kept; download again.',
      file,
      model,
      host,
    ),
  'download.unequal': ({ host, model, file }, localize) =>
    localize(
      '{0} gives no checksum, and sent different bytes for {1} of {2} the second time. Nothing of it was kept; download again.',
      host,
      file,
      model,
    ),
  'download.anotherModel': ({ host, model }, localize) =>
    localize(
      '{0} now has a different model under the name {1} than the one downloaded before. Nothing of it was kept. To use the new one, download again.',
      host,
      model,
    ),
  'download.stalled': ({ host, model, seconds }, localize) =>
    localize(
      '{0} has sent nothing of {1} for {2} seconds, so the download was stopped. The lexical embedder is used instead; download again when the connection is better.',
      host,
      model,
      seconds,
    ),
  'download.noSuchModel': ({ host, model }, localize) =>
    localize('{0} has no public model {1}. Check the name.', host, model),
  'download.noSuchFile': ({ host, model, file }, localize) =>
    localize(
      'The model {0} on {1} has no file {2}. Choose a model that was exported for transformers.js, such as Xenova/all-MiniLM-L6-v2, or use "embedding": "lexical".',
      model,
      host,
      file,
    ),
  'download.refused': ({ host, model, file, status }, localize) =>
    localize(
      '{0} answered {1} when asked for {2} of {3}. The lexical embedder is used instead; try again later.',
      host,
      status,
      file,
      model,
    ),
  'download.failed': ({ host, model, file, reason }, localize, text) =>
    localize(
      '{0} could not be downloaded from {1} ({2}). Nothing of {3} was kept. The lexical embedder is used instead; try again when there is a connection.',
      model,
      host,
      text(reason),
      file,
    ),
  'download.cutShort': ({ bytes, of }, localize) => localize('{0} of {1} bytes arrived', bytes, of),
  'facts.failed': ({ host, model, reason }, localize, text) =>
    localize('{0} did not give all its information about {1} ({2}).', host, model, text(reason)),
  'facts.status': ({ status }, localize) => localize('it answered {0}', status),
  'facts.slow': ({ seconds }, localize) => localize('no complete answer within {0} s', seconds),
  'facts.endless': (_, localize) => localize('its answer does not end'),
  'facts.noJson': (_, localize) => localize('its answer is not JSON'),
};
