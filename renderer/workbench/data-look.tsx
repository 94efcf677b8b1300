import { useStore } from 'zustand';
import { grouped } from '../../engine/base/format.ts';
import type { DataPreview } from '../../engine/host/runs-protocol.ts';
import { useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { findOutAgain, trainSetup } from '../state/train-setup.ts';

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
      <Reading preview={value} />
      <Samples preview={value} />
      <h3>{t('data.balance')}</h3>
      <Balance preview={value} />
      <ProblemCards problems={value.warnings as never} />
    </div>
  );
}

const FROM = { folders: 'data.fromFolders', subfolders: 'data.fromSubfolders', names: 'data.fromNames' } as const;

/** How a folder is read, and which parts are taken from the training images. */
function Reading({ preview: { layout, heldOut } }: { readonly preview: DataPreview }) {
  const t = useText();
  const isChosen = useStore(trainSetup, ({ values }) => values['data.parts'] !== undefined);
  return (
    <div className="data-reading">
      {layout && <p>{t('data.read', { parts: layout.parts, from: t(FROM[layout.classesFrom]) })}</p>}
      {heldOut.length > 0 && <p>{t('data.heldOut', { parts: heldOut.map((part) => t(`data.${part}`)).join(', ') })}</p>}
      {isChosen && (
        <button type="button" className="button" onClick={findOutAgain}>
          {t('data.findOut')}
        </button>
      )}
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

const PARTS = ['train', 'validation', 'test'] as const;

/** Images of each class in each part that there is: the longest bar is the class with the most to train on. */
function Balance({ preview: { classes, counts } }: { readonly preview: DataPreview }) {
  const t = useText();
  const most = Math.max(1, ...classes.map(({ train }) => train));
  const parts = PARTS.filter((part) => counts[part] > 0);
  const shown = [...classes].sort((a, b) => b.train - a.train).slice(0, MOST_CLASSES);
  return (
    <>
      <table className="balance">
        <thead>
          <tr>
            <th scope="col">{t('data.class')}</th>
            <td />
            {parts.map((part) => (
              <th key={part} scope="col">
                {t(`data.${part}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <tr key={one.name}>
              <th scope="row" title={one.name}>
                {one.name}
              </th>
              <td>
                <i>
                  <u style={{ width: `${(100 * one.train) / most}%` }} />
                </i>
              </td>
              {parts.map((part) => (
                <td key={part} className={part}>
                  {grouped(one[part])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {classes.length > shown.length && (
        <p className="setting-help">{t('data.moreClasses', { count: classes.length - shown.length })}</p>
      )}
    </>
  );
}
