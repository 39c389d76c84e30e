import type { CommandMessages } from './commandMessages.ts';
import type { EmbeddingMessages } from './embeddingMessages.ts';
import type { HeadMessages } from './headMessages.ts';
import type { LoopMessages } from './loopMessages.ts';
import type { CodedMessage } from './message.ts';
import type { DownloadMessages, ModelMessages } from './modelMessages.ts';
import type { OtherMessages } from './otherMessages.ts';
import type { ProgressMessages } from './progressMessages.ts';
import type { ProjectMessages } from './projectMessages.ts';
import type { QueryMessages } from './queryMessages.ts';
import type { ServerMessages } from './serverMessages.ts';
import type { SimulationMessages } from './simulationMessages.ts';
import type { StoreMessages } from './storeMessages.ts';

/** Every message by its code, with its parameters. */
export interface Messages
  extends
    CommandMessages,
    DownloadMessages,
    EmbeddingMessages,
    HeadMessages,
    LoopMessages,
    ModelMessages,
    OtherMessages,
    ProgressMessages,
    ProjectMessages,
    QueryMessages,
    ServerMessages,
    SimulationMessages,
    StoreMessages {}

export type MessageCode = keyof Messages;

/** A message as data. */
export function message<Code extends MessageCode>(
  code: Code,
  params: Messages[Code],
): CodedMessage {
  return { code, params };
}
