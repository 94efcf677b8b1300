import { useEffect, useRef } from 'react';
import { bytesOf } from '../state/picture-bytes.ts';
import type { Prediction } from '../state/try-image.ts';

/** The network's input, bytes [C, H, W], each of its pixels a square. */
export function Picture({ seen, label }: { readonly seen: NonNullable<Prediction['seen']>; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { height, width, channels, base64 } = seen;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const planes = bytesOf(base64);
    const area = height * width;
    const image = context.createImageData(width, height);
    for (let i = 0; i < area; i++)
      for (let c = 0; c < 4; c++) image.data[4 * i + c] = c === 3 ? 255 : planes[(channels === 3 ? c : 0) * area + i]!;
    context.putImageData(image, 0, 0);
  }, [height, width, channels, base64]);
  return <canvas ref={canvas} width={width} height={height} role="img" aria-label={label} />;
}
