import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';

interface Stretch {
  text: string;
  next?: number;
}

/** All that a chat has, stretch by stretch. @param ask for the stretch that begins with an entry */
export async function* stretchesOf(ask: (from: number | undefined) => Promise<Stretch>): AsyncGenerator<string> {
  let from: number | undefined;
  for (;;) {
    const { text, next } = await ask(from);
    yield text;
    if (next === undefined) return;
    if (next <= (from ?? 0)) throw new ZmqError('internal', t('The engine repeats what was said from entry {0} on.', next));
    from = next;
  }
}
