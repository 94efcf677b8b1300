import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { tellError } from '../state/session.ts';
import { forgetPicture, show, tryImage } from '../state/try-image.ts';

/** Pixels a side of the drawing, and of the pen's width: of a digit of 28 pixels, some three. */
const SIDE = 224;
const PEN = 22;
const NAME = 'drawing.png';

/**
 * A sheet to draw on with the mouse, in the colours of the training images: light on dark where these are. Each stroke
 * is shown to the network.
 */
export function DrawPad() {
  const t = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const own = useRef<File | null>(null);
  const [blank, setBlank] = useState(true);
  const picture = useStore(tryImage, (state) => state.picture);
  const mean = useStore(tryImage, (state) => state.trained?.mean ?? null);
  const dark = mean === null || mean.reduce((sum, x) => sum + x, 0) / mean.length < 0.5;
  const clear = (): void => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.fillStyle = dark ? '#000' : '#fff';
    context.fillRect(0, 0, SIDE, SIDE);
    setBlank(true);
  };
  // Another picture takes the drawing's place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `clear` follows from `dark`
  useEffect(() => {
    if (picture !== own.current || picture === null) clear();
  }, [picture, dark]);
  const point = ({ nativeEvent: { offsetX, offsetY }, currentTarget }: React.PointerEvent<HTMLCanvasElement>) =>
    [(offsetX * SIDE) / currentTarget.clientWidth, (offsetY * SIDE) / currentTarget.clientHeight] as const;
  const done = (): void =>
    canvas.current?.toBlob((blob) => {
      if (!blob) return;
      own.current = new File([blob], NAME, { type: blob.type });
      void show(own.current).catch(tellError);
    });
  return (
    <div className="draw-pad">
      <canvas
        ref={canvas}
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={t('try.pad')}
        onPointerDown={(event) => {
          const context = event.currentTarget.getContext('2d')!;
          event.currentTarget.setPointerCapture(event.pointerId);
          setBlank(false);
          context.strokeStyle = dark ? '#fff' : '#000';
          context.lineWidth = PEN;
          context.lineCap = 'round';
          context.lineJoin = 'round';
          context.beginPath();
          context.moveTo(...point(event));
          context.lineTo(...point(event));
          context.stroke();
        }}
        onPointerMove={(event) => {
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
          const context = event.currentTarget.getContext('2d')!;
          context.lineTo(...point(event));
          context.stroke();
        }}
        onLostPointerCapture={done}
      />
      {blank && (
        <span className={dark ? 'on-dark' : ''} aria-hidden="true">
          {t('try.drawHere')}
        </span>
      )}
      <button type="button" className="button" onClick={forgetPicture}>
        {t('try.clear')}
      </button>
    </div>
  );
}
