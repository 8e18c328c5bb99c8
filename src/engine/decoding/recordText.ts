import { t } from '@vscode/l10n';
import { countText } from '../../core/base/quantities';
import { decodeFrame } from '../../core/codecs/decode';
import type { DecodingEnvironment } from '../../core/codecs/decide';
import { frameRoles } from '../../core/codecs/envelope';
import { hexDump } from '../../core/codecs/values/hexDump';
import { prettyText } from '../../core/codecs/values/prettyText';
import type { ChosenReading, DecodedFrame, RecordText } from '../../protocol/decoding';
import type { MessageContext } from '../../core/codecs/messageContext';

/** Characters of a document. */
const maxText = 4 * 1024 * 1024;

/** A record as a document: heading, then each frame under its number and role; or one frame alone, without either. */
export function recordText(
  context: MessageContext,
  heading: readonly string[],
  frame: number | undefined,
  chosen: ChosenReading | undefined,
  environment: DecodingEnvironment,
): RecordText {
  if (frame !== undefined) {
    const decoded = decodeFrame(context, frame, chosen, environment);
    const language = languageOf(decoded);
    const text =
      decoded.picture && !decoded.array
        ? `${prettyText(decoded)}\n\n${hexDump(context.frames[frame]?.bytes ?? new Uint8Array(0))}`
        : prettyText(decoded);
    return bounded(text, language, decoded.notes ?? []);
  }
  const roles = frameRoles(context.socketType, context.direction, context.frames);
  const parts = [...heading];
  let length = 0;
  context.frames.forEach(({ size }, index) => {
    if (length > maxText) return;
    const decoded = decodeFrame(context, index, undefined, environment);
    const part = [
      '',
      `# ${t('Frame {0}, {1}, {2} B, {3}', index + 1, roles[index] ?? 'body', size, decoded.decoder)}`,
      ...remarks(decoded),
      size === 0 ? t('(empty)') : prettyText(decoded),
    ].join('\n');
    length += part.length;
    parts.push(part);
  });
  const { framesLeft, frames } = context;
  const left =
    framesLeft === undefined ? [] : [t('The first {0} of {1} frames are here.', frames.length, countText(frames.length + framesLeft))];
  return bounded(`${parts.join('\n')}\n`, 'plaintext', left);
}

/** Of a document with nothing but the frame, where the editor knows it. */
function languageOf({ decoder, problem, notes }: DecodedFrame): RecordText['language'] {
  if (decoder === 'xml' || decoder === 'yaml') return decoder;
  return decoder === 'json' && !problem && !notes ? 'json' : 'plaintext';
}

function remarks({ problem, notes }: DecodedFrame): string[] {
  return [...(problem ? [problem.message] : []), ...(notes ?? [])].map((sentence) => `# ${sentence}`);
}

function bounded(text: string, language: RecordText['language'], notes: readonly string[]): RecordText {
  const sentences =
    text.length > maxText ? [...notes, t('The first {0} characters of {1} are shown.', countText(maxText), countText(text.length))] : notes;
  return { text: text.slice(0, maxText), language, ...(sentences.length > 0 ? { cut: sentences.join(' ') } : {}) };
}
