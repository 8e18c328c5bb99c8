import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { speak } from '../../../../src/core/base/language';
import { byteRateText, countText, frequencyText, sizeText } from '../../../../src/core/base/quantities';

describe('quantities', () => {
  it('counts are whole, with marks between thousands', () => {
    assert.deepEqual(
      [0, 999, 1234567, 2.6].map((count) => countText(count)),
      ['0', '999', '1,234,567', '3'],
    );
  });

  it('frequencies have a tenth while they are small', () => {
    assert.deepEqual(
      [0, 0.04, 0.44, 1, 1.04, 9.96, 12.4, 1234.5].map((perSecond) => frequencyText(perSecond)),
      ['0', '0', '0.4', '1', '1', '10', '12', '1,235'],
    );
  });

  it('sizes have three digits in one kind of unit', () => {
    assert.deepEqual(
      [0, 1, 999, 1000, 1420, 9994, 9995, 99_949, 99_950, 999_499, 999_500, 60_000_000, 2e15].map((bytes) => sizeText(bytes)),
      ['0 B', '1 B', '999 B', '1.00 kB', '1.42 kB', '9.99 kB', '10.0 kB', '99.9 kB', '100 kB', '999 kB', '1.00 MB', '60.0 MB', '2,000 TB'],
    );
    assert.deepEqual(
      [0, 300, 12_000, 1.5e6].map((rate) => byteRateText(rate)),
      ['0 B/s', '300 B/s', '12.0 kB/s', '1.50 MB/s'],
    );
  });

  it('stand as the language writes them', () => {
    speak({ tag: 'de', texts: {} });
    try {
      assert.deepEqual([countText(1234567), frequencyText(0.4), sizeText(1420)], ['1.234.567', '0,4', '1,42 kB']);
    } finally {
      speak(undefined);
    }
  });
});
