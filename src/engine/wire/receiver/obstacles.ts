import { t } from '@vscode/l10n';
import { ZmqError } from '../../../core/base/errors';
import type { WireObstacle } from '../../../core/socket/receiverChoice';

/** Who wished for our own codec alone: the opener of the socket, or the setting for all of them. */
export type WishOrigin = 'option' | 'setting';

/** Why our own codec cannot receive. @param endpoint the one that it cannot take, where it is one */
export function notByCodec(obstacle: WireObstacle, origin: WishOrigin, endpoint = ''): ZmqError {
  const hint =
    origin === 'option'
      ? t('Open the socket with the option receiver "libzmq" or "auto".')
      : t('The setting zmq.receiver is "wire". Change it to "auto", or open the socket with the option receiver "libzmq" or "auto".');
  switch (obstacle) {
    case 'transport':
      return new ZmqError('unsupportedTransport', t('The receiver "wire" takes tcp and ipc endpoints only, and not {0}.', endpoint), {
        endpoint,
        hint,
      });
    case 'abstract name':
      return new ZmqError('unsupportedTransport', t('The receiver "wire" takes no abstract ipc names, such as {0}.', endpoint), {
        endpoint,
        hint,
      });
    case 'conflate':
    case 'receiveHighWaterMark':
      return new ZmqError('invalidOption', t('The receiver "wire" has no queue, and so no option {0}.', obstacle), { hint });
  }
}
