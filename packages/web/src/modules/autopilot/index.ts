import type { RouteObject } from 'react-router';

export const autopilotRoutes: RouteObject[] = [
  {
    path: 'autopilot',
    handle: { crumb: 'Autopilot' },
    lazy: async () => ({ Component: (await import('./autopilot-page.tsx')).AutopilotPage }),
  },
];
