import { svg, type SVGTemplateResult } from 'lit';

const icon = (path: string): SVGTemplateResult =>
  svg`<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.2" aria-hidden="true"><path d=${path} /></svg>`;

/** Drawn on 16 × 16 in the colour of the text around; what they mean is said by the control that holds them. */
export const icons = {
  pause: icon('M5.5 3v10M10.5 3v10'),
  resume: icon('M4.5 2.8v10.4L13 8z'),
  clear: icon('M2 3.5h9M2 7.5h6M2 11.5h4M9.5 9l4 4M13.5 9l-4 4'),
  clock: icon('M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 4.5V8l2.5 2'),
  plug: icon('M5.5 1.5v4M10.5 1.5v4M3.5 5.5h9v2a4.5 4.5 0 0 1-9 0zM8 12v2.5'),
  compose: icon('M2 3.5h12v9H2zM2.5 4 8 8.5 13.5 4'),
  close: icon('M3.5 3.5l9 9M12.5 3.5l-9 9'),
  add: icon('M8 2.5v11M2.5 8h11'),
  remove: icon('M2.5 8h11'),
  down: icon('M8 2.5v10.5M3.5 8.5 8 13l4.5-4.5'),
  copy: icon('M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z'),
  send: icon('M2.5 2.5 14 8 2.5 13.5 4.5 8zM4.5 8H9'),
  search: icon('M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9M10.3 10.3l3.7 3.7'),
  filter: icon('M2 4h12M4.5 8h7M6.5 12h3'),
  invite: icon('M6.5 2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5M2 13.5c0-2.5 2-4 4.5-4 1 0 2 .3 2.7.7M12 8.5v5M9.5 11h5'),
  more: icon('M3 7.6h.8v.8H3zM7.6 7.6h.8v.8h-.8zM12.2 7.6h.8v.8h-.8z'),
  grip: icon('M5.6 3.6h.8v.8h-.8zM9.6 3.6h.8v.8h-.8zM5.6 7.6h.8v.8h-.8zM9.6 7.6h.8v.8h-.8zM5.6 11.6h.8v.8h-.8zM9.6 11.6h.8v.8h-.8z'),
  up: icon('M8 13V2.5M3.5 7.5 8 3l4.5 4.5'),
  info: icon('M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 7.3v3.7M8 5v.6'),
  warning: icon('M8 2.5 14 13.5H2zM8 6.5v3.5M8 11.4v.6'),
  unanswered: icon('M4 2.5h8M4 13.5h8M5 2.5c0 3 3 3.5 3 5.5s-3 2.5-3 5.5M11 2.5c0 3-3 3.5-3 5.5s3 2.5 3 5.5'),
  braces: icon('M6 2.5c-3 0 0 5-3 5.5 3 .5 0 5.5 3 5.5M10 2.5c3 0 0 5 3 5.5-3 .5 0 5.5-3 5.5'),
  save: icon('M3 2.5h8l2.5 2.5v8.5H3zM5.5 2.5v3.5h5V2.5M5.5 13.5V9.5h5.5v4'),
  right: icon('M6 3.5 10.5 8 6 12.5'),
  expandAll: icon('M2.5 2.5h8v8h-8zM6.5 4.5v4M4.5 6.5h4M12.5 5.5h1v8h-8v-1'),
  collapseAll: icon('M2.5 2.5h8v8h-8zM4.5 6.5h4M12.5 5.5h1v8h-8v-1'),
  fit: icon('M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3M5 8h6'),
  plot: icon('M2.5 2v11.5H14M4.5 10.5 7.5 7l2 2L13.5 4'),
  scales: icon('M2.5 2v12M2.5 4.5H5M2.5 11.5H5M13.5 2v12M11 3.5h2.5M11 8h2.5M11 12.5h2.5'),
  options: icon(
    'M2 4.5h6.5M12 4.5h2M2 11.5h2M7.5 11.5H14M10.2 2.8a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 1 0 0-3.4M5.8 9.8a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 1 0 0-3.4',
  ),
  mark: icon('M4.5 2.5h7v11L8 10.5l-3.5 3z'),
  columns: icon('M2.5 3h11v10h-11zM6 3v10M10 3v10'),
  histogram: icon('M2 13.5h12M4.5 13.5v-5M8 13.5v-11M11.5 13.5v-7.5'),
  refresh: icon('M13 8a5 5 0 1 1-1.5-3.6M13.5 1.8v3.4h-3.4'),
  statistics: icon('M12.5 5V3h-9l5 5-5 5h9v-2'),
  paneAtRight: icon('M2.5 3h11v10h-11zM9 3v10'),
  check: icon('M3 8.5 6.5 12 13 4.5'),
} as const;
