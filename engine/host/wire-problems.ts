import type { Problem } from '../base/diagnostics.ts';
import type { WireProblem } from '../settings/wire-problem.ts';

/** A problem that came out of this very engine: its code and its fixes are known to be of the catalogue. */
export const fromWire = (problem: WireProblem): Problem => problem as Problem;
