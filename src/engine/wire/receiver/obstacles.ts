import { t } from '@vscode/l10n';
import { ZmqError } from '../../../core/base/errors';
import type { WireObstacle } from '../../../core/socket/receiverChoice';

/** Why our own codec cannot receive there. */
export function notByCodec(obstacle: WireObstacle, endpoint?: string): ZmqError {
  const hint = t('Open the socket with the option receiver "libzmq" or "auto".');
  switch (obstacle) {
    case 'transport':
      return new ZmqError('unsupportedTransport', t('The receiver "wire" takes tcp and ipc endpoints only.'), { endpoint, hint });
    case 'abstract name':
      return new ZmqError('unsupportedTransport', t('The receiver "wire" takes no abstract ipc names.'), { endpoint, hint });
    case 'conflate':
    case 'receiveHighWaterMark':
      return new ZmqError('invalidOption', t('The receiver "wire" has no queue, and so no option {0}.', obstacle), { hint });
  }
}
