import { type Picture, svgOf } from './export-drawing.ts';

/**
 * The drawing on a page of its own size, by way of printing, where a file can be chosen in place of a printer: lines
 * stay lines and texts stay texts, in the window's fonts. The picture stands in the window, unseen, until that is over.
 */
export function printDrawing(drawn: Picture): void {
  const { frame, scale } = drawn;
  const [width, height] = [Math.ceil(frame.width * scale), Math.ceil(frame.height * scale)];
  const sheet = document.createElement('div');
  sheet.className = 'printed-picture';
  // The faces are the window's own here; files of their own are nothing that it loads.
  sheet.innerHTML = svgOf({ ...drawn, style: drawn.style.replace(/@font-face\{[^}]*\}\n?/g, '') });
  const style = document.createElement('style');
  style.textContent = [
    `@page{size:${width}px ${height}px;margin:0}`,
    '@media screen{.printed-picture{display:none}}',
    '@media print{html,body{height:auto!important;overflow:visible!important;background:none!important}',
    'body>:not(.printed-picture){display:none!important}.printed-picture svg{display:block}}',
  ].join('');
  sheet.append(style);
  document.body.append(sheet);
  window.addEventListener('afterprint', () => sheet.remove(), { once: true });
  window.print();
}
