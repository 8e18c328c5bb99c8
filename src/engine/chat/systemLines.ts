import { t } from '@vscode/l10n';
import { eventSentence, saysEndpoint } from '../../core/events/catalogue';
import { kindOf } from '../../core/events/eventKinds';
import { asWritten } from '../../core/chat/sockets';
import type { ChatPattern, ChatSocket } from '../../protocol/chat';
import type { EventFacts } from '../../protocol/events';

export interface SystemLine {
  text: string;
  severity: 'info' | 'warning';
}

/** Turns what happens to a chat's sockets into lines for people, each state of an endpoint once. */
export class SystemLines {
  private readonly last = new Map<string, string>();
  /** In a hosted room the first one to enter is this chat itself. */
  private selfEntered = false;
  /** That a PULL may have rivals, which nobody here can see, was said. */
  private toldOfShare = false;

  constructor(private readonly pattern: ChatPattern) {}

  /** Undefined where there is no news for people. `part`: `room` is the forwarder's side that everybody subscribes at. */
  lineOf(part: ChatSocket['part'] | 'room', facts: EventFacts): SystemLine | undefined {
    const line = this.describe(part, facts);
    if (!line) return undefined;
    const key = `${part} ${'endpoint' in facts ? facts.endpoint : ''}`;
    // libzmq tries again for ever; people come and go, and each time is news.
    if (line.severity === 'warning' && this.last.get(key) === line.text) return undefined;
    if (this.last.size > 1000) this.last.clear();
    this.last.set(key, line.text);
    return line;
  }

  private describe(part: ChatSocket['part'] | 'room', facts: EventFacts): SystemLine | undefined {
    const info = (line: string): SystemLine => ({ text: line, severity: 'info' });
    const warning = (line: string): SystemLine => ({ text: line, severity: 'warning' });
    if (part === 'forwarder' && kindOf[facts.code] !== 'warning') return undefined;
    switch (facts.code) {
      case 'listening':
        return part === 'room' ? undefined : info(t('Listening at {0}.', asWritten(facts.endpoint)));
      case 'handshake':
        return this.arrived(part, facts.endpoint);
      case 'disconnected':
        if (facts.cause === 'in handshake') return warning(withEndpoint(facts));
        if (part === 'room') return info(t('Somebody left the room.'));
        if (this.pattern === 'room') return part === 'receives' ? warning(t('The room at {0} is gone.', facts.endpoint)) : undefined;
        return info(t('Somebody left ({0}).', facts.endpoint));
      case 'retry':
        // That somebody left was said already.
        if (facts.cause === 'connection lost') return undefined;
        // A guest has two connections that fail alike; where one alone fails, the problems say it.
        if (this.pattern === 'room' && part === 'sends') return undefined;
        return warning(withEndpoint(facts));
      case 'handshake failed':
      case 'accept failed':
        return warning(withEndpoint(facts));
      case 'handshake awaited':
        // The chat's problems say it, and take it back.
        return undefined;
      default:
        return kindOf[facts.code] === 'warning' ? warning(eventSentence(facts)) : undefined;
    }
  }

  private arrived(part: ChatSocket['part'] | 'room', endpoint: string): SystemLine | undefined {
    const info = (line: string): SystemLine => ({ text: line, severity: 'info' });
    if (part === 'room') {
      const self = !this.selfEntered;
      this.selfEntered = true;
      return self ? undefined : info(t('Somebody entered the room.'));
    }
    // A guest has two connections, and is in when it hears.
    if (this.pattern === 'room') return part === 'receives' ? info(t('You are in the room at {0}.', endpoint)) : undefined;
    if (this.pattern === 'pipeline' && part === 'receives' && !this.toldOfShare) {
      this.toldOfShare = true;
      return info(
        t(
          'Connected: somebody is at {0}. Each message there goes to one receiver: if others receive too, you get your share only.',
          endpoint,
        ),
      );
    }
    return info(t('Connected: somebody is at {0}.', endpoint));
  }
}

/** A line stands without the column that names the endpoint. */
function withEndpoint(facts: EventFacts & { endpoint: string }): string {
  return saysEndpoint(facts) ? eventSentence(facts) : `${eventSentence(facts)} (${facts.endpoint})`;
}
