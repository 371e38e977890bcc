import type { AutopilotEvidence, AutopilotStep, TestRun } from '@architect/contracts/autopilot';
import { plainText } from '../../lib/plain-text.ts';
import { RenderedText } from '../../parts/record-texts.tsx';
import { PromptLink, SessionLink } from '../../parts/session-link.tsx';
import { Fact, FactList } from '../../ui/fact-list.tsx';
import classes from './autopilot.module.css';

function testWords({ tests, steps }: AutopilotEvidence): string {
  const ran = steps.findLast(({ phase }) => phase === 'testing')?.test_run;
  if (ran) return runWords(ran);
  return tests === 'unknown' ? 'the agent did not say' : `${tests}, says the agent`;
}

function runWords({ command, exit_code: code, took_ms: took }: TestRun): string {
  const how = code === null ? 'no result' : code === 0 ? 'passed' : `failed with exit code ${code}`;
  return `${how}: ${plainText(command)}, ${Math.ceil(took / 1_000)} s`;
}

/** What a run has done, for a person to judge. Words of agents and of the repository are shown as text. */
export function Evidence({ evidence }: { evidence: AutopilotEvidence }) {
  const { commits, commits_note: note, violations, remarks, cost_usd: cost, risk } = evidence;
  return (
    <div className={classes.details}>
      <FactList>
        <Fact label="Tests">{testWords(evidence)}</Fact>
        <Fact label="Branch">
          <code>{plainText(evidence.branch)}</code>
        </Fact>
        <Fact label="Risk of the change">
          {risk.factors.map(({ why, points }) => `${plainText(why)} (${points})`).join('; ')}
        </Fact>
        <Fact label="Cost">
          {cost === null ? 'not known' : `$${cost.toFixed(2)}`}
          {cost !== null && evidence.prompts_without_cost > 0
            ? `, ${evidence.prompts_without_cost} prompts unknown`
            : ''}
        </Fact>
        {violations.length === 0 ? null : (
          <Fact label="Against the rules">{violations.map(plainText).join('; ')}</Fact>
        )}
        {remarks.length === 0 ? null : <Fact label="People said">{remarks.map(plainText).join('; ')}</Fact>}
      </FactList>
      <p className={classes.dim}>
        {commits.length === 0 ? null : 'Commits in the source since it began:'}{' '}
        {note === null ? null : plainText(note)}
      </p>
      <ul className={classes.scope}>
        {commits.map(({ commit, subject, author, branch, files }) => (
          <li key={commit}>
            <code>{commit.slice(0, 10)}</code> {plainText(subject)}{' '}
            <span className={classes.dim}>
              {plainText(author)}, <code>{plainText(branch)}</code>, {files.length} files
            </span>
          </li>
        ))}
      </ul>
      <Steps steps={evidence.steps} />
    </div>
  );
}

export function Steps({ steps }: { steps: readonly AutopilotStep[] }) {
  return steps.map((step) => (
    <details key={step.id} className={classes.details}>
      <summary>
        {step.phase}
        {step.attempt > 1 ? `, attempt ${step.attempt}` : ''}: {step.outcome ?? 'open'}
        {step.verdict === null ? '' : `, says ${step.verdict}`}
      </summary>
      <p className={classes.dim}>
        <PromptLink id={step.prompt_id} />{' '}
        {step.session === null ? null : <SessionLink name={step.session} />}
        {step.error === null ? null : ` ${plainText(step.error)}`}
      </p>
      {step.answer === null ? null : <RenderedText text={step.answer} />}
      {step.test_run ? (
        <>
          <p className={classes.dim}>Tests {runWords(step.test_run)}</p>
          {step.test_run.tail === '' ? null : (
            <pre className={classes.output}>{plainText(step.test_run.tail)}</pre>
          )}
        </>
      ) : null}
    </details>
  ));
}
