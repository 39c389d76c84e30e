import type { BackendMessages } from './backendMessages.ts';
import type { CheckMessages } from './checkMessages.ts';
import type { CommandLineMessages } from './commandLineMessages.ts';
import type { CommandMessages } from './commandMessages.ts';
import type { EmbeddingMessages } from './embeddingMessages.ts';
import type { EngineMessages } from './engineMessages.ts';
import type { ExportMessages } from './exportMessages.ts';
import type { FileMessages } from './fileMessages.ts';
import type { HeadMessages } from './headMessages.ts';
import type { ImportMessages } from './importMessages.ts';
import type { InsightMessages } from './insightMessages.ts';
import type { InterchangeMessages } from './interchangeMessages.ts';
import type { LabelSetMessages } from './labelSetMessages.ts';
import type { LoopMessages } from './loopMessages.ts';
import type { Message } from './message.ts';
import type { MirrorMessages } from './mirrorMessages.ts';
import type { ModelFolderMessages } from './modelFolderMessages.ts';
import type { DownloadMessages, ModelMessages } from './modelMessages.ts';
import type { OnnxMessages } from './onnxMessages.ts';
import type { OpeningMessages } from './openingMessages.ts';
import type { OtherMessages } from './otherMessages.ts';
import type { PoolMessages } from './poolMessages.ts';
import type { PredictMessages } from './predictMessages.ts';
import type { ProgressMessages } from './progressMessages.ts';
import type { ProjectFileMessages } from './projectFileMessages.ts';
import type { ProjectMessages } from './projectMessages.ts';
import type { QueryMessages } from './queryMessages.ts';
import type { ReadingMessages } from './readingMessages.ts';
import type { ReportMessages } from './reportMessages.ts';
import type { RowMessages } from './rowMessages.ts';
import type { ServerMessages } from './serverMessages.ts';
import type { SimulationMessages } from './simulationMessages.ts';
import type { StoppingMessages } from './stoppingMessages.ts';
import type { StoreMessages } from './storeMessages.ts';
import type { TableMessages } from './tableMessages.ts';

/** Every message by its code, with its parameters. */
export interface Messages
  extends
    BackendMessages,
    CheckMessages,
    CommandLineMessages,
    CommandMessages,
    DownloadMessages,
    EmbeddingMessages,
    EngineMessages,
    ExportMessages,
    FileMessages,
    HeadMessages,
    ImportMessages,
    InsightMessages,
    InterchangeMessages,
    LabelSetMessages,
    LoopMessages,
    MirrorMessages,
    ModelFolderMessages,
    ModelMessages,
    OnnxMessages,
    OpeningMessages,
    OtherMessages,
    PoolMessages,
    PredictMessages,
    ProgressMessages,
    ProjectFileMessages,
    ProjectMessages,
    QueryMessages,
    ReadingMessages,
    ReportMessages,
    RowMessages,
    ServerMessages,
    SimulationMessages,
    StoppingMessages,
    StoreMessages,
    TableMessages {}

export type MessageCode = keyof Messages;

/** Creates a message. */
export function message<Code extends MessageCode>(code: Code, params: Messages[Code]): Message {
  return { code, params };
}

/** The parameters of a message if it has this code. */
export function paramsOf<Code extends MessageCode>(
  of: Message | undefined,
  code: Code,
): Messages[Code] | undefined {
  return typeof of === 'object' && of.code === code ? (of.params as Messages[Code]) : undefined;
}
