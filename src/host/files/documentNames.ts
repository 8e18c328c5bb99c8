import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { chosenReading, type RecordText } from '../../protocol/decoding';
import { ofCapture } from '../../protocol/shapes';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const documentQuery = v.strictObject({
  ...ofCapture,
  /** Of the engine that has the record. */
  generation: count,
  /** Revision of the decoders: the record may read differently afterwards. */
  decoders: count,
  number: count,
  /** From 0; without it the whole record. */
  frame: v.optional(count),
  decoder: v.optional(chosenReading),
});

/** What a document shows, as its URI says it. */
export type DocumentQuery = v.InferOutput<typeof documentQuery>;

/** Undefined where the URI was not made here. */
export function parseDocumentQuery(text: string): DocumentQuery | undefined {
  try {
    const parsed = v.safeParse(documentQuery, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `No. 12, frame 2.json`: VS Code takes the language from the ending, and this is what its tab says. */
export function documentName({ number, frame }: Pick<DocumentQuery, 'number' | 'frame'>, { language, cut }: RecordText): string {
  const ending = language !== 'json' ? 'txt' : cut === undefined ? 'json' : 'jsonc';
  return frame === undefined ? t('No. {0}.{1}', number, ending) : t('No. {0}, frame {1}.{2}', number, frame + 1, ending);
}

/** What is not in it stands on its first line. */
export function textOfDocument({ text, language, cut }: RecordText): string {
  return cut === undefined ? text : `${language === 'json' ? '// ' : ''}${cut}\n${text}`;
}
