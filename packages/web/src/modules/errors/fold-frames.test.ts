import type { StackFrame } from '@architect/contracts/error-groups';
import { expect, test } from 'vitest';
import { foldFrames } from './fold-frames.ts';

const frame = (name: string, inApp: boolean): StackFrame => ({
  function: name,
  in_app: inApp,
  ...{ module: null, file: null, line: null, column: null, code: null, before: [], after: [] },
});

test('the innermost frame comes first and neighbours from libraries are one run', () => {
  const main = frame('main', true);
  const [route, call] = [frame('route', false), frame('call', false)];
  const pay = frame('pay', true);
  expect(foldFrames([main, route, call, pay])).toEqual([
    { inApp: true, frame: pay },
    { inApp: false, frames: [call, route] },
    { inApp: true, frame: main },
  ]);
});
