import * as v from 'valibot';
import { Method, result } from './method';
import { captureId, filePath, type CaptureId } from './shapes';

/** Recordings that an engine has open at once. */
export const maxRecordings = 8;

/** A file of records that is open, or is being read. */
export interface RecordingStatus {
  capture: CaptureId;
  file: string;
  /** Bytes of the file, and those that were read. Less than all where what was read takes the room that is there. */
  size: number;
  read: number;
  records: number;
  /** Lines that could not be read, and what is wrong with the first of them. */
  unread: number;
  firstUnread?: { line: number; reason: string };
  /** It is read up to where it ends, or up to where there is no room for more. */
  isWhole: boolean;
}

/**
 * Makes a capture of a file that `view/export` wrote as JSON Lines. Its records are numbered anew, from 1, and cannot be cleared. All that is
 * open takes at most the room of the live capture once more. Refused with `recordingUnreadable`, and with `limitReached` where eight are open.
 */
export const openRecording = new Method(
  'recording/open',
  v.strictObject({ capture: captureId, file: filePath }),
  result<RecordingStatus>(),
);
/** Gives its records up. Refused with `noSuchCapture`. */
export const closeRecording = new Method('recording/close', v.strictObject({ capture: captureId }), result<null>());
