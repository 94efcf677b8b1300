import { expect, test } from 'vitest';
import { augmentText, dataSettings, noAugment } from '../../engine/settings/data.ts';

const augmentOf = (augment: unknown) => dataSettings.parse({ path: 'x', augment }).augment;

test('reads augmentations as text and as an object, and writes them as text', () => {
  expect(augmentOf('crop4,flip,cutout8')).toEqual({ crop: 4, flip: true, cutout: 8 });
  expect(augmentOf(' flip , crop2 ')).toEqual({ crop: 2, flip: true, cutout: 0 });
  expect(augmentOf({ flip: true })).toEqual({ crop: 0, flip: true, cutout: 0 });
  for (const none of ['none', '', undefined]) expect(augmentOf(none)).toEqual(noAugment);
  for (const text of ['crop4,flip,cutout8', 'cutout3', 'none']) expect(augmentText(augmentOf(text))).toBe(text);
});

test.each(['rotate', 'crop', 'flip,cropx', 'crop-1', 'crop4 flip'])('refuses the augmentation %s', (text) => {
  const result = dataSettings.safeParse({ path: 'x', augment: text });
  expect(result.error?.issues[0]?.message).toMatch(/ is no augmentation\. Use crop<pixels>/);
});

test('reads sizes as number, text and object', () => {
  const resizeOf = (resize: unknown) => dataSettings.parse({ path: 'x', resize }).resize;
  expect(resizeOf(32)).toEqual({ height: 32, width: 32 });
  expect(resizeOf('32')).toEqual({ height: 32, width: 32 });
  expect(resizeOf('32x48')).toEqual({ height: 32, width: 48 });
  expect(resizeOf({ height: 1, width: 2 })).toEqual({ height: 1, width: 2 });
  expect(resizeOf(undefined)).toBeUndefined();
  for (const resize of ['x', '32x', '0', '9999', 0, -1, 1.5]) {
    expect(dataSettings.safeParse({ path: 'x', resize }).success).toBe(false);
  }
});
