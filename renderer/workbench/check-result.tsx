import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react';
import { useStore } from 'zustand';
import type { Problem } from '../../engine/base/diagnostics.ts';
import { bytes, grouped } from '../../engine/base/format.ts';
import { templates } from '../../engine/templates/index.ts';
import { templateText, text, useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { errorsIn } from '../state/problem-groups.ts';
import { store } from '../state/store.ts';
import type { Point } from '../state/sweep-check.ts';
import { checkProblems, checkSoon, trainSetup } from '../state/train-setup.ts';
import { axisTitle, axisValueText } from './setting-texts.ts';

/** `CIFAR ResNet, 20 layers`; `Learning rate 0.03` */
const pointText = ({ series, depth, axis }: Point): string =>
  axis
    ? `${axisTitle(axis.name)} ${axisValueText(axis.name, axis.value)}`
    : text('sweep.point', { name: templateText(series, 'title', templates[series]?.title ?? series), depth });

/** Whether the run would start, and what it would take; what keeps it from that, with what mends it. */
export function CheckResult() {
  const t = useText();
  const check = useStore(trainSetup, (state) => state.check);
  const model = useStore(store, (state) => state.model);
  const problems = checkProblems(check);
  const errors = errorsIn(model, problems);
  const of = check.value?.sweep?.of;
  const about = (problem: Problem): string | null => {
    const point = of?.get(problem);
    return point ? t('check.about', { network: pointText(point) }) : null;
  };
  return (
    <div className="check-result" role="status" aria-busy={check.busy}>
      {problems.length > 0 && (
        // A fix changes the design: what it mends is looked at again.
        <div className="check-problems scroll" onClick={checkSoon}>
          <ProblemCards problems={problems} about={about} />
        </div>
      )}
      <p className={check.busy ? 'dim' : errors > 0 ? 'bad' : 'good'}>
        {check.busy ? <LoaderCircle aria-hidden="true" /> : errors > 0 ? <CircleAlert /> : <CircleCheck />}
        {check.busy ? t('check.busy') : errors > 0 ? t('check.errors', { count: errors }) : <Facts />}
      </p>
    </div>
  );
}

function Facts() {
  const t = useText();
  const checked = useStore(trainSetup, (state) => state.check.value);
  if (!checked) return null;
  const { sweep } = checked;
  const { steps, memory, device, disk } = checked.facts;
  const said = [
    sweep && t('check.runs', { count: sweep.runs }),
    steps === null ? null : t('check.steps', { steps: grouped(steps) }),
    device && t('check.device', { device: device.name }),
    memory &&
      (sweep?.lightest && sweep.heaviest && sweep.lightest.bytes !== sweep.heaviest.bytes
        ? t('check.memoryRange', {
            least: bytes(sweep.lightest.bytes),
            lightest: pointText(sweep.lightest),
            most: bytes(sweep.heaviest.bytes),
            heaviest: pointText(sweep.heaviest),
            there: bytes(memory.deviceBytes),
          })
        : t('check.memory', { needed: bytes(memory.predictedBytes), there: bytes(memory.deviceBytes) })),
    disk && t('check.disk', { needed: bytes(disk.neededBytes) }),
  ].filter((part): part is string => part !== null);
  return <span>{said.join(' · ')}</span>;
}
