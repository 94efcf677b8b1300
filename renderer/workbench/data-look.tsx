import { useStore } from 'zustand';
import { grouped } from '../../engine/base/format.ts';
import type { DataPreview } from '../../engine/host/runs-protocol.ts';
import { useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { trainSetup } from '../state/train-setup.ts';

const MOST_CLASSES = 12;

/** What a data set holds: how many images of which size, how many of each class, and some of them. */
export function DataLook() {
  const t = useText();
  const { value, busy, problems } = useStore(trainSetup, (state) => state.preview);
  if (problems.length > 0) return <ProblemCards problems={problems} />;
  if (!value) return <p className="data-waiting dim">{t('data.looking')}</p>;
  return (
    <div className={`data-look${busy ? ' is-busy' : ''}`} aria-busy={busy}>
      <p className="data-counts">
        {t('data.counts', {
          train: grouped(value.counts.train),
          validation: grouped(value.counts.validation),
          test: grouped(value.counts.test),
          size: `${value.height} × ${value.width} × ${value.channels}`,
        })}
      </p>
      <Samples preview={value} />
      <h3>{t('data.balance')}</h3>
      <Balance preview={value} />
      <ProblemCards problems={value.warnings as never} />
    </div>
  );
}

function Samples({ preview: { samples, classes } }: { readonly preview: DataPreview }) {
  return (
    <ul className="samples">
      {samples.map(({ label, path, png }, i) => {
        const name = classes[label]?.name ?? String(label);
        return (
          <li key={i} title={path ?? name}>
            <img src={`data:image/png;base64,${png}`} alt={name} />
            <span>{name}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Training images of each class: the longest bar is the largest class. */
function Balance({ preview: { classes } }: { readonly preview: DataPreview }) {
  const t = useText();
  const most = Math.max(1, ...classes.map(({ train }) => train));
  const shown = [...classes].sort((a, b) => b.train - a.train).slice(0, MOST_CLASSES);
  return (
    <>
      <ul className="balance">
        {shown.map(({ name, train }) => (
          <li key={name}>
            <span title={name}>{name}</span>
            <i>
              <u style={{ width: `${(100 * train) / most}%` }} />
            </i>
            <b>{grouped(train)}</b>
          </li>
        ))}
      </ul>
      {classes.length > shown.length && (
        <p className="setting-help">{t('data.moreClasses', { count: classes.length - shown.length })}</p>
      )}
    </>
  );
}
