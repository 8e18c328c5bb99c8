import { replaceConditions } from './replaceConditions';

/** A filter with this condition for the topic, in place of those that it has. */
export function withTopic(filter: string, topic: string): string {
  return replaceConditions(filter, 'topic', topic);
}
