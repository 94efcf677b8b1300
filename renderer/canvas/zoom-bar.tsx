import { useStore as useFlow } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { keysText } from '../commands/command.ts';
import { commandOf, runCommand } from '../commands/index.ts';
import { useText } from '../language/text.ts';

const icons = { 'view.zoomOut': Minus, 'view.zoom100': null, 'view.zoomIn': Plus, 'view.fit': Maximize } as const;

/** How large the drawing is seen, to be changed by a click. */
export function ZoomBar() {
  const t = useText();
  const percent = useFlow(({ transform }) => Math.round(100 * transform[2]));
  return (
    <div className="zoom-bar" role="group" aria-label={t('zoom.label')}>
      {Object.entries(icons).map(([id, Icon]) => {
        const { title, keys = '' } = commandOf(id)!;
        const said = `${t(title)} (${keysText(keys)})`;
        return (
          <button
            key={id}
            type="button"
            title={said}
            aria-label={Icon ? said : `${percent} %, ${said}`}
            onClick={() => runCommand(id)}
          >
            {Icon ? <Icon aria-hidden="true" /> : `${percent} %`}
          </button>
        );
      })}
    </div>
  );
}
