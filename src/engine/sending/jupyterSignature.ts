import { createHmac, randomUUID } from 'node:crypto';
import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import { signedParts } from '../../core/protocols/jupyter';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * The frames with the one at `at` as the signature of the four behind it, in hex digits (HMAC-SHA256, Jupyter's wire protocol 5); an empty key
 * leaves it empty.
 * @throws ZmqError `needsKey`, `invalidFrame`
 */
export function signed(frames: readonly Uint8Array[], at: number, key: string | undefined): Uint8Array[] {
  if (key === undefined)
    throw new ZmqError('needsKey', t('This message of Jupyter is signed, and a kernel takes it with a signature by its own key only.'), {
      hint: t('"ZMQ: Set Jupyter Key…" takes it: it is "key" in the connection file of the kernel.'),
    });
  const parts = frames.slice(at + 1, at + 1 + signedParts);
  if (parts.length < signedParts)
    throw new ZmqError('invalidFrame', t('Frame {0} is a signature of the four frames behind it, and there are fewer.', at + 1), {
      hint: t('Jupyter signs header, parent header, metadata and content.'),
    });
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  const signature = encoder.encode(key === '' ? '' : hmac.digest('hex'));
  return frames.map((frame, index) => (index === at ? signature : frame));
}

/** The same message under an id and a date of its own, where its header is JSON. @throws ZmqError `needsKey`, `invalidFrame` */
export function signedAnew(frames: readonly Uint8Array[], at: number, key: string | undefined): Uint8Array[] {
  return signed(
    frames.map((frame, index) => (index === at + 1 ? renewed(frame) : frame)),
    at,
    key,
  );
}

function renewed(header: Uint8Array): Uint8Array {
  try {
    const members = JSON.parse(decoder.decode(header)) as Record<string, unknown>;
    return encoder.encode(JSON.stringify({ ...members, msg_id: randomUUID(), date: new Date().toISOString() }));
  } catch (error) {
    if (error instanceof SyntaxError) return header;
    throw error;
  }
}
