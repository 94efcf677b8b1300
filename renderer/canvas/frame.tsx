import { Handle, type NodeProps, Position } from '@xyflow/react';
import { ChevronsDownUp, LogIn } from 'lucide-react';
import { memo } from 'react';
import { useStore } from 'zustand';
import { compact } from '../../engine/base/format.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { useText } from '../language/text.ts';
import { overlayStore } from '../state/overlay.ts';
import { closeInPlace, stepInside } from '../state/view.ts';
import { CardButton } from './card-button.tsx';
import type { CardNode } from './flow-nodes.ts';
import { Reading } from './reading.tsx';

/** A block opened in place: a soft container with its arguments and sums in the title. */
export const Frame = memo(function Frame({ data: { card, flip } }: NodeProps<CardNode>) {
  const t = useText();
  const byTime = useStore(overlayStore, ({ overlay }) => overlay === 'measured');
  return (
    <div className={`frame${card.errors > 0 ? ' has-error' : ''}`}>
      {card.ports.split(',').map((port) => (
        <Handle key={port} id={port} type="target" position={flip ? Position.Left : Position.Top} className="port" />
      ))}
      <Handle id="out" type="source" position={flip ? Position.Right : Position.Bottom} className="port" />
      {card.change !== '' && (
        <div className="card-change">
          {card.change}
          {card.changeBy !== '' && <b>{card.changeBy}</b>}
        </div>
      )}
      <div className="frame-title drag">
        <b>{card.title}</b>
        {card.count > 1 && <span className="card-times">{t('card.times', { count: card.count })}</span>}
        <span className="frame-name">{card.name}</span>
        <span className="frame-line">{card.line}</span>
        <span className="frame-sums">
          {card.operations > 0 && (
            <>
              <b>{compact(card.operations)}</b>{' '}
              {!byTime && <span className="frame-share">{shareOrUse(card.use, card.share)}</span>}
            </>
          )}
          <Reading id={card.id} />
        </span>
        <span className="card-buttons nodrag">
          <CardButton title={t('card.close', { title: card.title })} onClick={() => closeInPlace(card.id)}>
            <ChevronsDownUp />
          </CardButton>
          <CardButton title={t('card.enter', { title: card.title })} onClick={() => stepInside(card.id)}>
            <LogIn />
          </CardButton>
        </span>
      </div>
    </div>
  );
});
