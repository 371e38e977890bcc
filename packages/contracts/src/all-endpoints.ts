import { accountEndpoints } from './accounts.ts';
import { activityEndpoints } from './activity.ts';
import { agentEndpoints } from './agents.ts';
import { interactionEndpoints } from './interactions.ts';
import { patternEndpoints } from './patterns.ts';
import { promptEndpoints } from './prompts.ts';
import { sessionEndpoints } from './sessions.ts';
import { systemEndpoints } from './system.ts';

/** Every endpoint the server must bind exactly once. */
export const allEndpoints = {
  ...accountEndpoints,
  ...activityEndpoints,
  ...agentEndpoints,
  ...interactionEndpoints,
  ...patternEndpoints,
  ...promptEndpoints,
  ...sessionEndpoints,
  ...systemEndpoints,
};
