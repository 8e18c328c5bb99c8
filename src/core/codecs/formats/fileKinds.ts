import { flatBuffersIdentifier } from './schemaBuffers';

/** Files that are named, and not read: what stands at a place of them, `?` for any byte. */
const marks: readonly [name: string, mark: string, at?: number][] = [
  ['PDF', '%PDF-'],
  ['WAV', 'RIFF????WAVE'],
  ['AVI', 'RIFF????AVI '],
  ['AIFF', 'FORM????AIFF'],
  ['MP4', '\0\0??ftyp'],
  ['Ogg', 'OggS\0'],
  ['FLAC', 'fLaC\0'],
  ['MP3', 'ID3\x03'],
  ['MP3', 'ID3\x04'],
  ['Matroska', '\x1aE\xdf\xa3'],
  ['Parquet', 'PAR1'],
  ['Arrow', 'ARROW1\0\0'],
  ['ORC', 'ORC\b'],
  ['HDF5', '\x89HDF\r\n\x1a\n'],
  ['NetCDF', 'CDF\x01'],
  ['NetCDF', 'CDF\x02'],
  ['NetCDF', 'CDF\x05'],
  ['MATLAB', 'MATLAB 5.0 MAT-file'],
  ['FITS', 'SIMPLE  ='],
  ['GRIB', 'GRIB'],
  ['DICOM', 'DICM', 128],
  ['SQLite', 'SQLite format 3\0'],
  ['ROS bag', '#ROSBAG V'],
  ['MCAP', '\x89MCAP0\r\n'],
  ['pcap', '\xd4\xc3\xb2\xa1\x02\0\x04\0'],
  ['pcapng', '\n\r\r\n'],
  ['LAS', 'LASF'],
  ['glTF', 'glTF\x02\0\0\0'],
  ['7z', "7z\xbc\xaf'\x1c"],
  ['RAR', 'Rar!\x1a\x07'],
  ['tar', 'ustar', 257],
  ['ELF', '\x7fELF'],
  ['WebAssembly', '\0asm\x01\0\0\0'],
  ['Java', '\xac\xed\0\x05'],
];
/** Bytes of a frame that has more than a mark. */
const least = 12;

/** The kind of a file, by the mark that it begins with. */
export function fileKind(bytes: Uint8Array): string | undefined {
  if (bytes.length < least) return undefined;
  for (const [name, mark, at = 0] of marks) if (stands(mark, bytes, at)) return name;
  return stands('\xff\xff\xff\xff', bytes, 0) && flatBuffersIdentifier(bytes.subarray(8)) !== undefined ? 'Arrow' : undefined;
}

function stands(mark: string, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < mark.length; i++) if (bytes[at + i] !== mark.charCodeAt(i) && mark[i] !== '?') return false;
  return true;
}
