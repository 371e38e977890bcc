import type { RouteObject } from 'react-router';

export const interactionRoutes: RouteObject[] = [
  {
    path: 'interactions',
    handle: { crumb: 'Needs me' },
    lazy: async () => ({ Component: (await import('./interactions-page.tsx')).InteractionsPage }),
  },
];
