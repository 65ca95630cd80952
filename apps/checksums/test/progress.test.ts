import { expect, test } from 'vitest';

import { clock, count, percent, size } from '../src/numbers.js';
import { Progress, type Screen } from '../src/progress.js';

class Recorder implements Screen {
  readonly columns = 100;
  written = '';
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.written += text;
  }
}

test('a terminal gets one line that is drawn again, and notes stay above it', () => {
  const screen = new Recorder(true);
  const progress = new Progress(screen, 'working');
  progress.update(50, 200);
  progress.note('something happened');
  const [above, below] = screen.written.split('something happened\n');
  expect(above).toContain('[####............] 50 / 200 files  25 %');
  expect(below).toContain('50 / 200 files');
  progress.clear();
  expect(screen.written.endsWith('\r\u001B[2K')).toBe(true);
});

test('anything else gets plain lines, not one per update', () => {
  const screen = new Recorder(false);
  const progress = new Progress(screen, 'working');
  for (let done = 0; done < 100; done++) progress.update(done, 100);
  progress.note('something happened');
  progress.clear();
  expect(screen.written).toBe('something happened\n');
});

test('numbers are written for people', () => {
  expect([count(1234567), size(999), size(1_234_567)]).toEqual(['1,234,567', '999 B', '1.2 MB']);
  expect([clock(0), clock(59_001), clock(600_000)]).toEqual(['0:00', '1:00', '10:00']);
  expect([percent(0, 0), percent(199, 200)]).toEqual([0, 99]);
});
