import type { CaptureId } from '../../protocol/shapes';
import type { ChatId, ChatInfo, ChatSpec } from '../../protocol/chat';
import type { RecordPart } from '../../protocol/decoding';
import type { Probe } from '../../protocol/probe';
import type { CompareParams } from '../../protocol/inspector';
import type { ExportOutcome } from '../../protocol/export';
import type { RecordingStatus } from '../../protocol/recordings';
import type { ExportArgument } from '../files/exportArgument';
import type { Demo } from '../sockets/demo';
import type { ProxyStore } from '../proxies/proxyStore';
import type { SocketStore } from '../sockets/socketStore';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import type { TapStore } from '../taps/tapStore';

/** What somebody who joins a chat need not say. */
export type ChatDefaults = Pick<ChatSpec, 'nick' | 'history'>;

/** What actions are made of. */
export interface ActionServices {
  engine: EngineSupervisor;
  sockets: SocketStore;
  taps: TapStore;
  proxies: ProxyStore;
  chats: {
    infos(): ChatInfo[];
    find(id: ChatId): ChatInfo;
    join(params: { id?: ChatId; spec: ChatSpec }): Promise<ChatInfo>;
    leave(id: ChatId): Promise<void>;
    remove(id: ChatId): Promise<void>;
    /** What a chat is joined with where nothing else is said. */
    defaults(): ChatDefaults;
    /** Writes what was said into a file: JSON lines where its name ends in `.jsonl`, text otherwise. */
    save(chat: ChatInfo, file: string): Promise<void>;
  };
  demo: Demo;
  /** What listens on a range of ports of this computer; shows progress. */
  probePorts(endpoint: string): Promise<Probe[]>;
  /** What VS Code shows. */
  show: {
    /** Absent: the live capture. */
    inspector(capture?: CaptureId): void;
    record(number: number): void;
    chat(chat: ChatId | undefined): Promise<void>;
    document(params: RecordPart): Promise<void>;
    comparison(params: CompareParams): Promise<void>;
  };
  /** Begins to count topics anew. */
  resetTopics(): Promise<void>;
  /** Into a file, with progress. */
  exportRecords(argument: ExportArgument): Promise<ExportOutcome>;
  /** In a panel of its own, with progress; undefined where the person cancels. */
  openRecording(file: string): Promise<RecordingStatus | undefined>;
}
