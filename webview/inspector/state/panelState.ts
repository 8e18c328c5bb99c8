import type { SocketId, SocketSpec } from '../../../src/protocol/sockets';
import type { SocketOptions, SocketType } from '../../../src/protocol/sockets';
import type { CaptureId } from '../../../src/protocol/shapes';
import type { SeriesSpec } from '../../../src/protocol/plot';
import type { StatisticsBy } from '../../../src/protocol/statistics';
import type { FrameDraft } from '../../../src/protocol/composer';
import { draftOf, type BytesDraft } from '../../shared/bytes/bytesDraft';
import type { EndpointDraft } from '../../shared/forms/endpointDraft';

/** What was typed into the form `Open socket`. */
export interface OpenDraft {
  /** The socket that the form manages, undefined for a new one. */
  socket?: SocketId;
  type: SocketType;
  name: string;
  endpoints: EndpointDraft[];
  topics: BytesDraft[];
  /** As typed; what is left out has its default. */
  options: Partial<Record<keyof SocketOptions, BytesDraft | string | boolean>>;
}

/** What was typed into the form `Compose message`. */
export interface ComposeDraft {
  /** Undefined for the first that can send; empty where the person has to choose. */
  socket?: SocketId;
  frames: FrameDraft[];
  routingId?: BytesDraft;
  /** Undefined until the person decides against the default. */
  delimiter?: boolean;
  hold: boolean;
  /** The draft whose place this one took. */
  putAside?: Omit<ComposeDraft, 'putAside'>;
  /** Of `Repeat`, as typed; undefined until the person has been there. */
  repeat?: RepeatDraft;
}

export interface RepeatDraft {
  /** ms. */
  every: string;
  /** Empty: until stopped. */
  count: string;
}

/** Where the person was in the log of one engine, in numbers of records. */
export interface StoredPlace {
  /** To another engine the numbers mean nothing. */
  generation: number;
  /** The one whose details are shown. */
  selected?: number;
  /** The first in sight; undefined while the newest are followed. */
  top?: number;
  /** The last one seen before the pause, 0 for none; undefined while not paused. */
  pausedAt?: number;
  /** The one that was selected for a comparison. */
  compared?: number;
}

/** A series as the panel remembers it. */
export type StoredSeries = Omit<SeriesSpec, 'topic'> & { topic?: BytesDraft; hidden?: true };

/** The plot as the panel remembers it. */
export interface StoredPlots {
  plots: StoredSeries[];
  /** Each line of the plot has a scale of its own. */
  ownScales?: boolean;
}

/** How statistics are shown. */
export interface StoredStatistics {
  by: StatisticsBy;
  /** Key of a column. */
  sortBy: string;
  descending: boolean;
}

/** The record that times are counted from. */
export interface TimeOrigin {
  number: number;
  /** ms since 1970 */
  time: number;
}

/** What the panel remembers of itself while its page is gone: hidden, or reloaded. */
export interface PanelState extends StoredPlots {
  version: 1;
  /** As the host told; it finds it here after the window was reloaded. Absent: the live one. */
  capture?: CaptureId;
  /** As it stands in the searchbox. */
  filter: string;
  /** The filter in use, where the one in the searchbox is none. */
  validFilter?: string;
  /** What stands in the find bar; absent while it is closed. */
  find?: string | undefined;
  /** Only records of this socket; empty for all. */
  socket: SocketId | '';
  sincePrevious: boolean;
  /** The record that times are counted from. */
  timeOrigin?: TimeOrigin;
  /** Messages over time are shown above the log. */
  histogram?: boolean;
  /** Layouts of numbers that the person wrote, the last one first. */
  layouts?: string[];
  place?: StoredPlace;
  /** Height of details and plot below the log in px. */
  detailsHeight: number;
  /** Absent where they are not shown. */
  statistics?: StoredStatistics | undefined;
  /** They are at the right of the log, where there is room. */
  detailsAtRight?: boolean;
  /** Their width there in px, once a person chose it. */
  detailsWidth?: number;
  /** px, once a person chose it. */
  formsWidth?: number;
  showOpenForm: boolean;
  showComposer: boolean;
  openDraft: OpenDraft;
  composeDraft: ComposeDraft;
}

export function newOpenDraft(spec: Partial<SocketSpec> = {}): OpenDraft {
  const endpoints = [
    ...(spec.bind ?? []).map((text): EndpointDraft => ({ role: 'bind', text })),
    ...(spec.connect ?? []).map((text): EndpointDraft => ({ role: 'connect', text })),
  ];
  const options: OpenDraft['options'] = {};
  for (const [name, value] of Object.entries(spec.options ?? {})) {
    options[name as keyof SocketOptions] =
      value instanceof Uint8Array ? draftOf(value) : typeof value === 'boolean' ? value : String(value);
  }
  return {
    type: spec.type ?? 'sub',
    name: spec.name ?? '',
    endpoints: endpoints.length > 0 ? endpoints : [{ role: 'connect', text: '' }],
    topics: spec.subscribe?.map(draftOf) ?? [{ format: 'text', text: '' }],
    options,
  };
}

export function newComposeDraft(): ComposeDraft {
  return { frames: [{ format: 'text', text: '' }], hold: false };
}

export function newPanelState(): PanelState {
  return {
    version: 1,
    filter: '',
    socket: '',
    sincePrevious: false,
    detailsHeight: 320,
    plots: [],
    showOpenForm: false,
    showComposer: false,
    openDraft: newOpenDraft(),
    composeDraft: newComposeDraft(),
  };
}
