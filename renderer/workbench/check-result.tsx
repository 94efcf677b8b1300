import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react';
import { useStore } from 'zustand';
import { bytes, grouped } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { errorsIn } from '../state/problem-groups.ts';
import { store } from '../state/store.ts';
import { checkProblems, checkSoon, trainSetup } from '../state/train-setup.ts';

/** Whether the run would start, and what it would take; what keeps it from that, with what mends it. */
export function CheckResult() {
  const t = useText();
  const check = useStore(trainSetup, (state) => state.check);
  const model = useStore(store, (state) => state.model);
  const problems = checkProblems(check);
  const errors = errorsIn(model, problems);
  return (
    <div className="check-result" role="status" aria-busy={check.busy}>
      {problems.length > 0 && (
        // A fix changes the design: what it mends is looked at again.
        <div className="check-problems scroll" onClick={checkSoon}>
          <ProblemCards problems={problems} />
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
  const facts = useStore(trainSetup, (state) => state.check.value?.facts);
  if (!facts) return null;
  const { steps, memory, device, disk } = facts;
  const said = [
    steps === null ? null : t('check.steps', { steps: grouped(steps) }),
    device && t('check.device', { device: device.name }),
    memory && t('check.memory', { needed: bytes(memory.predictedBytes), there: bytes(memory.deviceBytes) }),
    disk && t('check.disk', { needed: bytes(disk.neededBytes) }),
  ].filter((part): part is string => part !== null);
  return <span>{said.join(' · ')}</span>;
}
