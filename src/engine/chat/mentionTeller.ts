import { Alarm } from '../../core/base/alarm';
import type { ChatMention } from '../../protocol/chat';
import { schedule } from '../process/schedule';

/** Between two mentions told of one chat, ms. */
const pauseMs = 3000;

/** Tells of mentions, one in a while; of those that come sooner the last one, with how many others there were. */
export class MentionTeller {
  private readonly pause = new Alarm(schedule, () => this.release());
  private held: Omit<ChatMention, 'more'> | undefined;
  private more = 0;

  constructor(private readonly tell: (mention: ChatMention) => void) {}

  note(mention: Omit<ChatMention, 'more'>): void {
    if (this.held) this.more++;
    this.held = mention;
    if (!this.pause.isSet) this.release();
  }

  private release(): void {
    if (!this.held) return;
    this.tell({ ...this.held, more: this.more });
    this.held = undefined;
    this.more = 0;
    this.pause.set(pauseMs);
  }
}
