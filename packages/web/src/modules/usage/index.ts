import type { RouteObject } from 'react-router';

export const usageRoutes: RouteObject[] = [
  {
    path: 'usage',
    handle: { crumb: 'Usage' },
    lazy: async () => ({ Component: (await import('./usage-page.tsx')).UsagePage }),
  },
];
