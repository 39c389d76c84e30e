import type { ServerMessages } from '../../../core/messages/serverMessages.ts';
import type { Texts } from './texts.ts';

export const serverTexts: Texts<ServerMessages> = {
  'server.badScheme': (_, localize) =>
    localize(
      'The address of a server must begin with http:// or https://, for example "http://127.0.0.1:11434/v1".',
    ),
  'server.passwordInAddress': (_, localize) =>
    localize(
      'A key or a password does not belong in the project file; set it with “Marginalia: Set Key of Embedding Server…”.',
    ),
  'server.queryInAddress': (_, localize) =>
    localize(
      'The address of a server must end with its path, without ? and #, for example "http://127.0.0.1:11434/v1".',
    ),
  'server.notAllowed': ({ model, host }, localize) =>
    localize('The model {0} is on {1}, and texts are sent there only if you agree.', model, host),
  'server.otherDimensions': ({ model, host, given, wanted }, localize) =>
    localize(
      '{0} on {1} gives vectors of {2} numbers, but the project file says {3}. Correct "dimensions", or leave it out.',
      model,
      host,
      given,
      wanted,
    ),
  'server.modelChanged': ({ host, given, before }, localize) =>
    localize(
      '{0} gave vectors of {1} numbers instead of {2}: its model has changed. Try again to embed all texts with the new one.',
      host,
      given,
      before,
    ),
  'server.noConnection': ({ host, reason }, localize) =>
    localize(
      'There is no answer from {0} ({1}). Start the server, or correct its address.',
      host,
      reason,
    ),
  'server.timeout': ({ host, seconds }, localize) =>
    localize(
      '{0} has not answered within {1} s. Is the model loaded? Try again, or use a smaller model.',
      host,
      seconds,
    ),
  'server.endless': ({ host }, localize) =>
    localize('The answer of {0} is too long, so nothing of it was kept. Check the address.', host),
  'server.redirects': ({ host, to }, localize) =>
    to === undefined
      ? localize(
          '{0} redirects to another address. Texts are sent only to the address that was given; correct it.',
          host,
        )
      : localize(
          '{0} redirects to {1}. Texts are sent only to the address that was given; correct it.',
          host,
          to,
        ),
  'server.wantsKey': ({ host, answer }, localize, text) =>
    localize('{0} requires a valid key ({1}).', host, text(answer)),
  'server.textTooLong': ({ host, answer }, localize, text) =>
    localize('{0} does not accept a text of that length ({1}).', host, text(answer)),
  'server.busy': ({ host, answer }, localize, text) =>
    localize('{0} is too busy ({1}). Try again later.', host, text(answer)),
  'server.failed': ({ host, answer }, localize, text) =>
    localize('{0} failed ({1}). See its own log, then try again.', host, text(answer)),
  'server.notFound': ({ host, answer }, localize, text) =>
    localize(
      '{0} has no such address or model ({1}). Check the address and the model; most servers have their interface under /v1.',
      host,
      text(answer),
    ),
  'server.refuses': ({ host, answer }, localize, text) =>
    localize('{0} rejected the request ({1}). Check "server" and "model".', host, text(answer)),
  'server.status': ({ status }) => String(status),
  'server.statusSaying': ({ status, said }) => `${status}: ${said}`,
  'server.statusWebPage': ({ status }, localize) => localize('{0}: a web page', status),
  'server.webPage': ({ host }, localize) =>
    localize(
      '{0} answered with a web page instead of vectors. Check the address; most servers have their interface under /v1.',
      host,
    ),
  'server.noJson': ({ host }, localize) =>
    localize(
      'The answer of {0} is cut off or is not JSON. Nothing of it was kept; check the address, then try again.',
      host,
    ),
  'server.noVectors': ({ host }, localize) =>
    localize(
      'The answer of {0} has no vectors. Check the address and that the model is one for embeddings.',
      host,
    ),
  'server.notNumbers': ({ host }, localize) =>
    localize(
      '{0} gave a vector with values that are not numbers (NaN, Infinity or null). Nothing of it was kept; try another model, or less quantisation.',
      host,
    ),
  'server.wrongCount': ({ host, vectors, texts }, localize) =>
    localize(
      '{0} gave {1} vectors for {2} texts. Nothing of it was kept; check that its model embeds texts.',
      host,
      vectors,
      texts,
    ),
  'server.unequalLengths': ({ host, first, other }, localize) =>
    localize(
      '{0} gave vectors of {1} and of {2} numbers in one answer. Nothing of it was kept; check that its model embeds texts.',
      host,
      first,
      other,
    ),
  'server.badIndex': ({ host }, localize) =>
    localize(
      '{0} does not say which vector belongs to which text ("index" has gaps or repeats). Nothing of it was kept; try another server.',
      host,
    ),
};
