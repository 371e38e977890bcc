import { createBrowserRouter } from 'react-router';
import { activityRoutes } from '../modules/activity/index.ts';
import { autopilotRoutes } from '../modules/autopilot/index.ts';
import { bugRoutes } from '../modules/bugs/index.ts';
import { devopsTaskRoutes } from '../modules/devops-tasks/index.ts';
import { documentationRoutes } from '../modules/documentation/index.ts';
import { errorRoutes } from '../modules/errors/index.ts';
import { featureRoutes } from '../modules/features/index.ts';
import { interactionRoutes } from '../modules/interactions/index.ts';
import { milestoneRoutes } from '../modules/milestones/index.ts';
import { overviewRoutes } from '../modules/overview/index.ts';
import { policyRoutes } from '../modules/policy/index.ts';
import { projectRoutes } from '../modules/projects/index.ts';
import { promptRoutes } from '../modules/prompts/index.ts';
import { sessionRoutes } from '../modules/sessions/index.ts';
import { settingsRoutes } from '../modules/settings/index.ts';
import { suggestionRoutes } from '../modules/suggestions/index.ts';
import { usageRoutes } from '../modules/usage/index.ts';
import { Gate } from './gate.tsx';
import { NoSuchPage, PageFault } from './page-fault.tsx';

function NothingYet() {
  return null;
}

/** One line per module. Pages are loaded when they are opened. */
export function createRouter() {
  return createBrowserRouter([
    {
      path: '/',
      Component: Gate,
      // Shown by the shell's own skeleton while the first page loads.
      HydrateFallback: NothingYet,
      // The frame itself: never the router's own page.
      ErrorBoundary: PageFault,
      children: [
        {
          ErrorBoundary: PageFault,
          children: [
            ...overviewRoutes,
            ...sessionRoutes,
            ...promptRoutes,
            ...interactionRoutes,
            ...suggestionRoutes,
            ...autopilotRoutes,
            ...projectRoutes,
            ...milestoneRoutes,
            ...featureRoutes,
            ...bugRoutes,
            ...devopsTaskRoutes,
            ...errorRoutes,
            ...documentationRoutes,
            ...policyRoutes,
            ...activityRoutes,
            ...usageRoutes,
            ...settingsRoutes,
            { path: '*', Component: NoSuchPage, handle: { crumb: 'Not found' } },
          ],
        },
      ],
    },
  ]);
}
