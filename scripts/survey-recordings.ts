import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { surveyRecordings } from '@architect/node/agents/survey-recordings';

/** Writes which rules read the recorded screens, and of which versions. Run it after recording. */
const file = join(import.meta.dirname, '../packages/node/src/agents/recorded-rules.json');
writeFileSync(file, `${JSON.stringify(await surveyRecordings(), null, 2)}\n`);
