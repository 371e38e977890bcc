import type { RouteObject } from 'react-router';

export const activityRoutes: RouteObject[] = [
  {
    path: 'activity',
    handle: { crumb: 'Activity' },
    lazy: async () => ({ Component: (await import('./activity-page.tsx')).ActivityPage }),
  },
];
