import { t } from '@vscode/l10n';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { checkFrames, type FrameDraft } from '../../../src/protocol/composer';
import { readDraft } from '../../shared/bytes/bytesDraft';
import { requestError } from '../../shared/page/requestError';

/** How long to wait for the next letter before asking. */
const debounce = 200;
const maxKnown = 200;

/** What a frame would be; `checking` while the engine is asked. */
export type FrameState = { size: number } | { problem: string } | 'checking';

/** Whether frames can be sent as they are written: the page knows by itself, or asks the engine. Fires `change`. */
export class FrameChecks extends EventTarget {
  private readonly known = new Map<string, FrameState>();
  private wanted: FrameDraft[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly connection: MessageConnection) {
    super();
  }

  of(draft: FrameDraft): FrameState {
    return checkHere(draft) ?? this.known.get(keyOf(draft)) ?? 'checking';
  }

  /** Finds out about these frames, and gives up those that were wanted before. */
  want(frames: readonly FrameDraft[]): void {
    const wanted = frames.filter((draft) => this.of(draft) === 'checking');
    if (keyOf(wanted) === keyOf(this.wanted)) return;
    this.wanted = wanted;
    clearTimeout(this.timer);
    if (wanted.length > 0) this.timer = setTimeout(() => void this.ask(wanted), debounce);
  }

  /** Schemas have changed. */
  forget(): void {
    this.known.clear();
    this.wanted = [];
  }

  stop(): void {
    this.wanted = [];
    clearTimeout(this.timer);
  }

  private async ask(frames: FrameDraft[]): Promise<void> {
    const answer = await this.connection.sendRequest(checkFrames, { frames }).catch((error: unknown) => requestError(error));
    if (this.known.size > maxKnown) this.known.clear();
    frames.forEach((draft, index) => {
      const check = 'frames' in answer ? answer.frames[index] : { problem: answer.message };
      if (check) this.known.set(keyOf(draft), 'size' in check ? { size: check.size } : { problem: withPlace(check, draft) });
    });
    // What failed as a whole is asked again with the next change.
    if (this.wanted === frames) this.wanted = [];
    this.dispatchEvent(new Event('change'));
  }
}

function keyOf(value: FrameDraft | FrameDraft[]): string {
  return JSON.stringify(value);
}

/** What needs no engine. */
function checkHere(draft: FrameDraft): FrameState | undefined {
  const { format, text, schema } = draft;
  if (format === 'file' && text === '') return { problem: t('No file is chosen yet.') };
  if (format === 'protobuf' && !schema) return { problem: t('No message type is chosen yet.') };
  if ((format !== 'text' && format !== 'json' && format !== 'hex') || text.includes('{{')) return undefined;
  const { bytes, problem } = readDraft({ format, text });
  return bytes ? { size: bytes.length } : { problem };
}

/** Says where in its text a draft is wrong, unless the sentence does. */
function withPlace({ problem, at, saysPlace }: { problem: string; at?: number; saysPlace?: true }, { format, text }: FrameDraft): string {
  if (at === undefined || format === 'file' || saysPlace) return problem;
  const before = text.slice(0, at).split('\n');
  const character = (before.at(-1)?.length ?? 0) + 1;
  return before.length > 1
    ? t('{0} See line {1}, character {2}.', problem, before.length, character)
    : t('{0} See character {1}.', problem, character);
}
