import { markdownCell } from './cells';
import { isoTime, payloadText } from './parts';
import type { TextForm } from './textForm';

/** Characters of what a message says. */
const maxLength = 300;

/** A table as GitHub has them. What a message says is cut with `…` after 300 characters. */
export const markdownForm: TextForm = {
  head: '| No. | Time | Direction | Socket | Peer | Topic | Message | Size |\n| ---: | --- | --- | --- | --- | --- | --- | ---: |\n',
  record(record) {
    const { number, time, direction, source, topic, peer, size, event } = record;
    const payload = payloadText(record, 2 * maxLength);
    const says = Array.from(event ? `${event.kind}: ${payload}` : payload);
    const message = says.length > maxLength ? `${says.slice(0, maxLength).join('')}…` : says.join('');
    const cells = [number, isoTime(time), direction, ...[source.name, peer, topic, message].map(markdownCell), event ? '' : `${size} B`];
    return `| ${cells.join(' | ')} |`;
  },
  between: '\n',
  tail: '\n',
};
