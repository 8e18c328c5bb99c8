import { t } from '@vscode/l10n';
import { patience } from '../../core/base/patience';
import { maxContextFrames } from '../../core/capture/messageContext';
import { visibleText } from '../../core/base/preview';
import { choiceOf } from '../../core/codecs/decide';
import { ruleFor } from '../../core/codecs/rules';
import type { ChosenReading, ContentParams, DecodedFrame, DecodeParams, RecordText } from '../../protocol/decoding';
import { tooSlow, type Outcome } from '../decoding/decoderThread';
import type { Decoding } from '../decoding/decoding';
import type { Tasks } from '../decoding/tasks';
import type { RecordRows } from './recordRows';

/** Longest time for a document, ms. */
const textLimit = 3000;

/** Records as decoders read them. */
export class DecodedRecords {
  constructor(
    private readonly rows: RecordRows,
    private readonly decoding: Decoding,
  ) {}

  /** @throws ZmqError `noSuchRecord` */
  async decode({ number, fromFrame = 0, count = maxContextFrames, decoders = {} }: DecodeParams): Promise<{ frames: DecodedFrame[] }> {
    const { segment, row } = await this.rows.place(number);
    const whole = segment.keptFramesOf(row);
    const end = Math.min(whole, fromFrame + count);
    const started = performance.now();
    const frames: DecodedFrame[] = [];
    for (let frame = fromFrame; frame < end; frame++) {
      const context = await this.rows.context(number, frame);
      const chosen = decoders[String(frame)];
      const late = performance.now() - started > patience.decoding;
      const decoded = late ? tooSlow : await this.one({ context, frame, ...(chosen ? { chosen } : {}) });
      const { module } = ruleFor(context, frame, this.decoding.rules) ?? {};
      frames.push(decoded === tooSlow ? undecoded(frame, context.frames[frame]?.size ?? 0, chosen, late, module) : decoded);
    }
    return { frames };
  }

  private async one(params: Tasks['decode']['params']): Promise<Outcome<DecodedFrame>> {
    const [outcome] = await this.decoding.reader.run('decode', params);
    return outcome ?? tooSlow;
  }

  /** @throws ZmqError `noSuchRecord`, `tooSlow` */
  async content({ number, frame, depth, decoder, path, from, to }: Omit<ContentParams, 'capture'>): Promise<Uint8Array> {
    const context = await this.rows.context(number, frame);
    const place = { context, frame, depth, ...(path === undefined ? {} : { path }), ...(decoder ? { chosen: decoder } : {}) };
    const bytes = await this.decoding.reader.runOne('content', place);
    return bytes.slice(from, to);
  }

  /** @throws ZmqError `noSuchRecord`, `tooSlow` */
  async text({ number, frame, decoder }: { number: number; frame?: number; decoder?: ChosenReading }): Promise<RecordText> {
    const context = await this.rows.context(number, frame);
    const row = await this.rows.row(number);
    const socket = visibleText(row?.socketName ?? '');
    const frames = context.frames.length + (context.framesLeft ?? 0);
    const about = row && [
      row.direction === 'event'
        ? t('{0}, by {1}', row.event ?? 'event', socket)
        : row.direction === 'in'
          ? t('received, by {0}', socket)
          : t('sent, by {0}', socket),
      frames === 1 ? t('1 frame') : t('{0} frames', frames),
      `${row.size} B`,
    ];
    return this.decoding.reader.runOne(
      'text',
      {
        context,
        heading: [`# ${about?.join(', ') ?? ''}`],
        ...(frame === undefined ? {} : { frame }),
        ...(decoder ? { chosen: decoder } : {}),
      },
      textLimit,
    );
  }
}

function undecoded(
  frame: number,
  size: number,
  chosen: ChosenReading | undefined,
  late: boolean,
  module: string | undefined,
): DecodedFrame {
  return {
    frame,
    size,
    decoder: (chosen && choiceOf(chosen).decoder) ?? 'hex',
    chosenBy: chosen ? 'person' : 'content',
    why: t('not decoded'),
    problem: {
      message: late
        ? t('Not decoded: the frames before took too long. Choose a decoder for this frame to try it alone.')
        : module !== undefined && chosen === undefined
          ? t('{0} took longer than 200 ms, or too much memory, and was stopped. The bytes are as they came.', module)
          : t('Decoding took longer than 200 ms and was stopped. The bytes are as they came.'),
    },
  };
}
