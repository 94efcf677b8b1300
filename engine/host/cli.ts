import { main } from './main.ts';
import { codeOf, watchOutput } from './terminal/output.ts';

watchOutput();
process.exitCode = codeOf(await main(process.argv.slice(2)));
// What was written last may still fail.
process.on('exit', (code) => {
  process.exitCode = codeOf(code);
});
