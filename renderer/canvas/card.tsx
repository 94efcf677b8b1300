import { Handle, type NodeProps, Position } from '@xyflow/react';
import { ChevronsUpDown, CircleAlert, LogIn } from 'lucide-react';
import { memo } from 'react';
import { useStore } from 'zustand';
import { compact, grouped } from '../../engine/base/format.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { useText } from '../language/text.ts';
import { explain } from '../panels/dialogs.ts';
import { overlayStore } from '../state/overlay.ts';
import { openInPlace, stepInside } from '../state/view.ts';
import { heatOf } from '../theme/heat.ts';
import { CardButton } from './card-button.tsx';
import { type CardData, headingOf, paramsText, shortPercent } from './card-data.ts';
import type { CardNode } from './flow-nodes.ts';
import { Glyph } from './glyph.tsx';
import { MiniatureView } from './miniature.tsx';
import { GradientStrip, Reading, useTiming } from './reading.tsx';

/** Letters of a title that leave no room beside a volume. */
const LONG = 16;

/** A node in one glance, top to bottom: what it is, its parameters, the volume it puts out, what it costs. */
export const Card = memo(function Card({ data: { card, form, flip } }: NodeProps<CardNode>) {
  const classes = [
    'card',
    form,
    `of-${card.family}`,
    card.errors > 0 ? 'has-error' : card.warnings > 0 ? 'has-warning' : '',
    card.count === 0 ? 'off' : '',
    card.isBlock ? 'is-block' : '',
    headingOf(card)[0].length > LONG ? 'tight' : '',
  ];
  return (
    <div className={classes.join(' ')}>
      <Ports id={card.name} ports={card.ports} hasOutput={card.hasOutput} flip={flip} />
      <GradientStrip id={card.id} />
      {card.change !== '' && (
        <div className="card-change">
          {card.change}
          {card.changeBy !== '' && <b>{card.changeBy}</b>}
        </div>
      )}
      {form === 'pill' ? <Pill card={card} /> : form === 'slim' ? <Slim card={card} /> : <Full card={card} />}
    </div>
  );
});

/** Remembered, as all that an edit of numbers leaves as it was: a keystroke draws every card that is seen. */
const Ports = memo(function Ports({
  id,
  ports,
  hasOutput,
  flip,
}: Pick<CardData, 'ports' | 'hasOutput'> & { readonly id: string; readonly flip: boolean }) {
  const t = useText();
  const names = ports === '' ? [] : ports.split(',');
  return (
    <>
      {names.map((port, i) => (
        <Handle
          key={port}
          id={port}
          type="target"
          position={flip ? Position.Left : Position.Top}
          className="port"
          style={names.length > 1 ? { [flip ? 'top' : 'left']: `${((i + 1) / (names.length + 1)) * 100}%` } : undefined}
          title={t('card.port.in', { port, id })}
        />
      ))}
      {hasOutput && (
        <Handle
          id="out"
          type="source"
          position={flip ? Position.Right : Position.Bottom}
          className="port"
          title={t('card.port.out', { id })}
        />
      )}
    </>
  );
});

function Full({ card }: { readonly card: CardData }) {
  const t = useText();
  const measured = useTiming(card.id) !== undefined;
  const counted = card.operations > 0 || card.params > 0 || measured;
  const [heading, beside] = headingOf(card);
  return (
    <>
      <span className={`card-glyph${card.inside ? ' of-inside' : ''}`}>
        {card.inside ? <MiniatureView plan={card.inside} /> : <Glyph volume={card.volumeKey} />}
      </span>
      <div className="card-text">
        <div className="card-title">
          <b>{heading}</b>
          {card.count > 1 && <span className="card-times">{t('card.times', { count: card.count })}</span>}
          <span className={card.isBlock ? 'card-kind' : 'card-name'}>{beside}</span>
        </div>
        <div className="card-line">{card.line}</div>
        <div className="card-output">
          <button
            type="button"
            tabIndex={-1}
            className="card-shape"
            onClick={(event) => card.outputPath !== '' && explain(card.outputPath, 'shape', event.currentTarget)}
          >
            <Volume card={card} />
          </button>
          <Mark card={card} />
          {card.isBlock && <BlockButtons id={card.id} title={card.title} />}
        </div>
        {counted && <Costs card={card} />}
      </div>
    </>
  );
}

function Slim({ card }: { readonly card: CardData }) {
  const t = useText();
  return (
    <div className="card-row">
      <b>{headingOf(card)[0]}</b>
      {card.line !== '' && <span className="card-line">{card.line}</span>}
      {card.count > 1 && <span className="card-times">{t('card.times', { count: card.count })}</span>}
      <Mark card={card} />
      <Reading id={card.id} />
      <Volume card={card} />
    </div>
  );
}

function Pill({ card }: { readonly card: CardData }) {
  return (
    <div className="card-row">
      <b>{card.title}</b>
      <Volume card={card} />
    </div>
  );
}

function Mark({ card }: { readonly card: CardData }) {
  if (card.errors + card.warnings === 0) return null;
  return <CircleAlert className="card-mark" aria-hidden="true" />;
}

/** Rows × columns × **channels**. */
function Volume({ card: { volume } }: { readonly card: CardData }) {
  const cut = volume.lastIndexOf('×') + 1;
  return (
    <div className="card-volume">
      {volume.slice(0, cut)} <b>{volume.slice(cut).trim()}</b>
    </div>
  );
}

function Costs({ card }: { readonly card: CardData }) {
  const t = useText();
  const timing = useTiming(card.id);
  const byTime = useStore(overlayStore, ({ overlay }) => overlay === 'measured');
  const share = byTime && timing ? timing.share : card.share;
  const cold = byTime ? !timing : card.operations === 0 || card.use !== 'inference';
  return (
    <>
      <div className={`heat${cold ? ' none' : ''}`}>
        <i style={{ width: `${Math.max(share * 100, 1.5)}%`, background: `var(--heat-${heatOf(share)})` }} />
      </div>
      <div className="card-costs">
        {card.operations > 0 && (
          <button
            type="button"
            tabIndex={-1}
            className="main nodrag"
            title={grouped(card.operations)}
            onClick={(event) => explain(card.id, 'operations', event.currentTarget)}
          >
            {compact(card.operations)}
          </button>
        )}
        {!byTime && card.operations > 0 && (
          <button
            type="button"
            tabIndex={-1}
            className="share nodrag"
            onClick={(event) => explain(card.id, 'share', event.currentTarget)}
          >
            {shareOrUse(card.use, card.share, shortPercent)}
          </button>
        )}
        <Reading id={card.id}>
          {card.params > 0 && (
            <button
              type="button"
              tabIndex={-1}
              className="card-params nodrag"
              title={`${grouped(card.params)} ${t('card.params')}`}
              onClick={(event) => explain(card.id, 'params', event.currentTarget)}
            >
              {paramsText(card)}
            </button>
          )}
        </Reading>
      </div>
    </>
  );
}

const BlockButtons = memo(function BlockButtons({ id, title }: Pick<CardData, 'id' | 'title'>) {
  const t = useText();
  return (
    <span className="card-buttons nodrag">
      <CardButton title={t('card.open', { title })} onClick={() => openInPlace(id)}>
        <ChevronsUpDown />
      </CardButton>
      <CardButton title={t('card.enter', { title })} onClick={() => stepInside(id)}>
        <LogIn />
      </CardButton>
    </span>
  );
});
