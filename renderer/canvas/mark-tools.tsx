import { X } from 'lucide-react';
import type { MarkColour } from '../../engine/design/document.ts';
import { useText } from '../language/text.ts';
import { markColours } from '../state/marks.ts';

/** Colours to choose from, and a way to remove a note or a group. */
export function MarkTools({
  colour,
  onColour,
  onRemove,
}: {
  readonly colour: MarkColour;
  readonly onColour: (colour: MarkColour) => void;
  readonly onRemove: () => void;
}) {
  const t = useText();
  return (
    <span className="mark-tools">
      {markColours.map((name) => (
        <button
          key={name}
          type="button"
          className={`mark-dot mark-${name}`}
          aria-label={t(`colour.${name}`)}
          aria-pressed={name === colour}
          onClick={() => onColour(name)}
        />
      ))}
      <button type="button" className="mark-remove" aria-label={t('mark.remove')} onClick={onRemove}>
        <X />
      </button>
    </span>
  );
}
