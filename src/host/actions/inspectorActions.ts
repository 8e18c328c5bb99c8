import { t } from '@vscode/l10n';
import { isAbsolute } from 'node:path';
import * as v from 'valibot';
import { ZmqError } from '../../core/base/errors';
import { clearLog } from '../../protocol/log';
import { stopJob } from '../../protocol/composer';
import { exportSchema } from '../files/exportArgument';
import { repeatingJobs } from '../supervision/repeatingJobs';
import { decoderNames } from '../../protocol/decoding';
import { filePath, liveCapture, ofCapture, type CaptureId } from '../../protocol/shapes';
import { action, nothing } from './action';
import type { ActionServices } from './actionServices';

const count = v.pipe(v.number(), v.safeInteger('must be a whole number'), v.minValue(0, 'must not be negative'));
const decoder = v.optional(v.picklist(decoderNames));

/**
 * The id of the socket, tap or proxy of this workspace that has this id, or else this name. What is none of them may be a connection, or of a
 * recording: the engine knows. @throws ZmqError `noSuchSocket` where several have the name
 */
function sourceId({ sockets, taps, proxies }: ActionServices, idOrName: string, capture: CaptureId = liveCapture): string {
  if (capture !== liveCapture) return idOrName;
  const entries = [...sockets.entries(), ...taps.entries(), ...proxies.entries()];
  if (entries.some(({ id }) => id === idOrName)) return idOrName;
  const named = entries.filter(({ spec }) => spec.name === idOrName);
  if (named.length > 1)
    throw new ZmqError('noSuchSocket', t('{0} sockets, taps or proxies are named "{1}".', named.length, idOrName), {
      hint: t('Use an id: {0}.', named.map(({ id }) => id).join(', ')),
    });
  return named[0]?.id ?? idOrName;
}

/** What can be done with the log, and shown of it. */
export const inspectorActions = {
  openInspector: action({
    argument: '{capture?}',
    schema: v.strictObject(ofCapture),
    run: ({ show }, { capture }) => show.inspector(capture),
  }),
  clearLog: action({
    schema: nothing,
    // An engine that does not run has an empty log.
    run: async ({ engine }) => {
      if (engine.state !== 'not started') await engine.request(clearLog, {});
    },
  }),
  /** @returns `{records, evicted, bytes}` */
  export: action({
    argument: '{file, form?, filter?, socket?, decoded?, capture?}',
    schema: exportSchema,
    run: (services, { socket, ...params }) =>
      services.exportRecords({ ...params, ...(socket === undefined ? {} : { socket: sourceId(services, socket, params.capture) }) }),
  }),
  /** @returns `{capture, records, unread, …}`, nothing where the person cancels */
  openRecording: action({
    argument: '{file}',
    schema: v.strictObject({ file: v.pipe(filePath, v.check(isAbsolute, 'must be an absolute path')) }),
    run: ({ openRecording }, { file }) => openRecording(file),
  }),
  showRecord: action({
    argument: '{record}',
    schema: v.strictObject({ record: v.pipe(count, v.minValue(1, 'must be at least 1')) }),
    run: ({ show }, { record }) => show.record(record),
  }),
  openDocument: action({
    argument: '{number, frame?, decoder?, capture?}',
    schema: v.strictObject({ ...ofCapture, number: count, frame: v.optional(count), decoder }),
    run: ({ show }, params) => show.document(params),
  }),
  compareRecords: action({
    argument: '{left, right, capture?}',
    schema: v.strictObject({ ...ofCapture, left: count, right: count }),
    run: ({ show }, params) => show.comparison(params),
  }),
  /** @returns how many were being repeated, and how many messages they had sent together */
  stopRepeating: action({
    schema: nothing,
    run: async ({ engine }) => {
      const jobs = repeatingJobs(engine);
      const stopped = await Promise.all(jobs.map((job) => engine.request(stopJob, { job })));
      return { jobs: jobs.length, sent: stopped.reduce((sum, job) => sum + job.sent, 0) };
    },
  }),
  resetTopics: action({ schema: nothing, run: ({ resetTopics }) => resetTopics() }),
};
