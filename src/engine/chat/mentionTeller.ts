import type { ChatMention } from '../../protocol/chat';

/** Between two mentions told of one chat, ms. */
const pause = 3000;

/** Tells of mentions, one in a while; of those that come sooner the last one, with how many others there were. */
export class MentionTeller {
  private timer: NodeJS.Timeout | undefined;
  private held: Omit<ChatMention, 'more'> | undefined;
  private more = 0;

  constructor(private readonly tell: (mention: ChatMention) => void) {}

  note(mention: Omit<ChatMention, 'more'>): void {
    if (this.held) this.more++;
    this.held = mention;
    if (!this.timer) this.release();
  }

  private release(): void {
    this.timer = undefined;
    if (!this.held) return;
    this.tell({ ...this.held, more: this.more });
    this.held = undefined;
    this.more = 0;
    this.timer = setTimeout(() => this.release(), pause);
    this.timer.unref();
  }
}
