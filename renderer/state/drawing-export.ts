import { createStore } from 'zustand/vanilla';
import { themeStore } from '../theme/theme.ts';

export type PictureFormat = 'svg' | 'png' | 'pdf';
export type PicturePart = 'all' | 'view' | 'block' | 'selection';
export type PictureSize = 'natural' | 'slide' | 'column' | 'page';

/** How the drawing leaves the window. */
export interface PictureOptions {
  readonly part: PicturePart;
  readonly theme: 'light' | 'dark';
  readonly ground: 'paper' | 'white' | 'none';
  readonly size: PictureSize;
}

export interface DrawingExport extends PictureOptions {
  readonly open: boolean;
  readonly format: PictureFormat;
}

export const drawingExport = createStore<DrawingExport>(() => ({
  open: false,
  format: 'svg',
  part: 'all',
  theme: 'light',
  ground: 'paper',
  size: 'natural',
}));

/** Opens the dialog: all of the drawing, in the colours of the window. */
export function openDrawingExport(format: PictureFormat): void {
  drawingExport.setState({ open: true, format, part: 'all', theme: themeStore.getState().theme });
}
