import { t } from '@vscode/l10n';
import { utf8 } from '../../base/bytes';
import { ZmqError } from '../../base/errors';
import { fileSentence, type ReadFile } from '../../base/readFile';
import { parseAvroSchema, type AvroType } from './avroSchema';

const maxBytes = 8 * 1024 * 1024;

/** The type that a file declares, or why it declares none. */
export function readAvroSchema(file: string, readFile: ReadFile): { type: AvroType } | { problem: { message: string; file: string } } {
  const problem = (message: string) => ({ problem: { message, file } });
  try {
    const bytes = readFile(file, maxBytes + 1);
    if (bytes.length > maxBytes) return problem(t('A schema may have at most {0} MiB, with all it imports.', maxBytes / 1024 / 1024));
    const text = utf8(bytes);
    return text === undefined ? problem(t('The schema is not UTF-8.')) : { type: parseAvroSchema(text) };
  } catch (error) {
    return problem(error instanceof ZmqError ? error.message : fileSentence(error));
  }
}
