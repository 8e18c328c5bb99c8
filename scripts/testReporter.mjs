/** What Node says of a whole file, in the same way as a test's own remarks. */
const summary = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

/**
 * A node:test reporter for the test script to read: a JSON line for each test that begins, for each that has ended, and
 * for each remark of a test.
 */
export default async function* reporter(events) {
  const open = [];
  for await (const { type, data } of events) {
    if (type === 'test:dequeue') {
      yield `${JSON.stringify({ begun: data.name })}\n`;
    } else if (type === 'test:diagnostic') {
      if (!summary.test(data.message)) yield `${JSON.stringify({ remark: data.message })}\n`;
    } else if (type === 'test:start') {
      open.length = data.nesting;
      open.push(data.name);
    } else if (type === 'test:pass' || type === 'test:fail') {
      const isSuite = data.details?.type === 'suite';
      yield `${JSON.stringify({
        path: [...open.slice(0, data.nesting), data.name],
        passed: type === 'test:pass',
        skipped: data.skip ?? data.todo,
        isSuite,
        milliseconds: data.details?.duration_ms ?? 0,
        failure: type === 'test:fail' ? describe(data.details.error) : undefined,
        causedBelow: type === 'test:fail' && data.details.error?.failureType === 'subtestsFailed',
      })}\n`;
    }
  }
}

function describe(error) {
  const cause = error?.cause ?? error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
