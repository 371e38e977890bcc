import { accountEndpoints } from './accounts.ts';
import { activityEndpoints } from './activity.ts';
import { agentRuleEndpoints } from './agent-rules.ts';
import { agentEndpoints } from './agents.ts';
import { limitEndpoints } from './assigner-limits.ts';
import { assignmentEndpoints } from './assignments.ts';
import { attachmentEndpoints } from './attachments.ts';
import { autopilotEndpoints } from './autopilot-endpoints.ts';
import { bugEndpoints } from './bugs.ts';
import { devopsTaskEndpoints } from './devops-tasks.ts';
import { discoveryEndpoints } from './discovery.ts';
import { documentationEndpoints } from './documentation.ts';
import { errorBulkEndpoints } from './error-bulk.ts';
import { errorGroupEndpoints } from './error-groups.ts';
import { errorIntakeEndpoints } from './error-intake.ts';
import { errorKeyEndpoints } from './error-keys.ts';
import { featureEndpoints } from './features.ts';
import { fileEndpoints } from './files.ts';
import { interactionEndpoints } from './interactions.ts';
import { milestonePlanEndpoints } from './milestone-plans.ts';
import { milestoneEndpoints } from './milestones.ts';
import { patternEndpoints } from './patterns.ts';
import { projectStatsEndpoints } from './project-stats.ts';
import { projectEndpoints } from './projects.ts';
import { promptEndpoints } from './prompts.ts';
import { recordPartEndpoints } from './record-parts.ts';
import { sessionEndpoints } from './sessions.ts';
import { suggestionEndpoints } from './suggestions.ts';
import { systemEndpoints } from './system.ts';
import { terminalLineEndpoints } from './terminal-lines.ts';
import { termiusEndpoints } from './termius.ts';
import { usageEndpoints } from './usage.ts';

/** Every endpoint the server must bind exactly once. */
export const allEndpoints = {
  ...accountEndpoints,
  ...activityEndpoints,
  ...agentEndpoints,
  ...assignmentEndpoints,
  ...attachmentEndpoints,
  ...autopilotEndpoints,
  ...bugEndpoints,
  ...devopsTaskEndpoints,
  ...discoveryEndpoints,
  ...errorBulkEndpoints,
  ...documentationEndpoints,
  ...errorGroupEndpoints,
  ...errorIntakeEndpoints,
  ...errorKeyEndpoints,
  ...featureEndpoints,
  ...fileEndpoints,
  ...interactionEndpoints,
  ...milestoneEndpoints,
  ...milestonePlanEndpoints,
  ...agentRuleEndpoints,
  ...limitEndpoints,
  ...patternEndpoints,
  ...projectEndpoints,
  ...projectStatsEndpoints,
  ...promptEndpoints,
  ...recordPartEndpoints,
  ...sessionEndpoints,
  ...suggestionEndpoints,
  ...systemEndpoints,
  ...terminalLineEndpoints,
  ...termiusEndpoints,
  ...usageEndpoints,
};
