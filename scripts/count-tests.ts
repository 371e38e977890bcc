import { existsSync, readFileSync } from 'node:fs';

/** The parts of vitest's JSON report that are counted. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/**
 * Prints "PASSED FAILED" of a vitest report. A file that could not be loaded, a run that failed without a failed test
 * (an error outside of tests), a missing report and a run without any test count as one failure each.
 */
const [path = '', exitCode = '1'] = process.argv.slice(2);
const [passed, failed] = existsSync(path) ? countOf(JSON.parse(readFileSync(path, 'utf8'))) : [0, 0];
const isFailure = failed === 0 && (exitCode !== '0' || passed === 0);
console.log(`${passed} ${isFailure ? 1 : failed}`);

function countOf(report: Report): [number, number] {
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return [report.numPassedTests, report.numFailedTests + unloaded.length];
}
