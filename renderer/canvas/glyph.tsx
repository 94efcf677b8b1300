import { memo } from 'react';

/** Faces grow with the logarithm of rows and columns, depth with that of the channels: 1 … 1,024 stay comparable. */
const side = (n: number): number => Math.min(27, 4 + 2.6 * Math.log2(Math.max(1, n) + 1));
const depth = (n: number): number => Math.min(27, 1.5 + 2.1 * Math.log2(Math.max(1, n)));

const SLANT = 0.78;
const RISE = 0.52;

/**
 * A volume drawn as courses draw it: rows × columns in front, channels backwards. A vector is a bar as long as its
 * features are many.
 */
export const Glyph = memo(function Glyph({ volume }: { readonly volume: string }) {
  const dims = volume === '' ? [] : volume.split(',').map(Number);
  if (dims.length === 0)
    return (
      <svg className="glyph" width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
        <rect x="5" y="5" width="18" height="18" rx="2" className="glyph-unknown" />
      </svg>
    );
  const [rows = 1, columns = 1, channels = 1] = dims.length === 3 ? dims : [1, 1, dims[0]!];
  const vector = dims.length !== 3;
  const w = vector ? 5 : side(columns);
  const h = vector ? 5 : side(rows);
  const d = vector ? 6 + 3.2 * Math.log2(channels + 1) : depth(channels);
  const dx = d * SLANT;
  const dy = d * RISE;
  const [width, height] = [w + dx + 2, h + dy + 2];
  return (
    <svg className="glyph" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <g transform={`translate(1 ${1 + dy})`}>
        <path className="glyph-top" d={`M0 0l${dx} ${-dy}h${w}l${-dx} ${dy}z`} />
        <path className="glyph-side" d={`M${w} 0l${dx} ${-dy}v${h}l${-dx} ${dy}z`} />
        <path className="glyph-face" d={`M0 0h${w}v${h}h${-w}z`} />
      </g>
    </svg>
  );
});
