import type { RouteObject } from 'react-router';

export const overviewRoutes: RouteObject[] = [
  {
    index: true,
    handle: { crumb: 'Overview' },
    lazy: async () => ({ Component: (await import('./overview-page.tsx')).OverviewPage }),
  },
];
