import { ZmqError } from '../../core/base/errors';
import { eventSentence } from '../../core/events/catalogue';
import type { ErrorCode, ErrorData } from '../../protocol/errors';
import type { BindFailedFacts } from '../../protocol/events';

/** An address that could not be bound, and what is known of the reason. */
export class BindError extends ZmqError {
  readonly facts: BindFailedFacts;

  constructor(code: ErrorCode, facts: Omit<BindFailedFacts, 'code'>, more: Omit<ErrorData, 'code' | 'endpoint'>) {
    const whole: BindFailedFacts = { code: 'bind failed', ...facts };
    super(code, eventSentence(whole), { endpoint: facts.endpoint, ...more });
    this.facts = whole;
  }
}
