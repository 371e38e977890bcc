import type { RouteObject } from 'react-router';

export const policyRoutes: RouteObject[] = [
  {
    path: 'policy',
    handle: { crumb: 'Policy' },
    lazy: async () => ({ Component: (await import('./policy-page.tsx')).PolicyPage }),
  },
];
