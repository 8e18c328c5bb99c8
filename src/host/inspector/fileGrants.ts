import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { SavedMessage } from '../../protocol/inspector';

/** Which files a page may have sent: those that a person chose for it, and those of saved messages. No other path may pass. */
export class FileGrants {
  private readonly chosen = new Set<string>();

  constructor(private readonly saved: () => readonly SavedMessage[]) {}

  grant(path: string): void {
    this.chosen.add(path);
  }

  /** @param frames unchecked; what is no draft at all is the engine's to refuse. @throws ZmqError `invalidFrame` */
  check(frames: unknown): void {
    if (!Array.isArray(frames)) return;
    frames.forEach((frame: unknown, at) => {
      const { format, text } = (typeof frame === 'object' && frame !== null ? frame : {}) as { format?: unknown; text?: unknown };
      if (format !== 'file' || this.isGranted(text)) return;
      throw new ZmqError(
        'invalidFrame',
        t('Frame {0} would send a file that was not chosen here: {1}.', at + 1, String(text).slice(0, 300)),
        {
          hint: t('Choose the file with the button of the frame.'),
        },
      );
    });
  }

  private isGranted(path: unknown): boolean {
    if (typeof path !== 'string') return false;
    return (
      this.chosen.has(path) || this.saved().some(({ frames }) => frames.some(({ format, text }) => format === 'file' && text === path))
    );
  }
}
