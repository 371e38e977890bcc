import type { RouteObject } from 'react-router';

export const devopsTaskRoutes: RouteObject[] = [
  {
    path: 'devops-tasks',
    handle: { crumb: 'DevOps tasks' },
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./devops-tasks-page.tsx')).DevopsTasksPage }),
      },
      {
        path: ':id',
        handle: { crumb: (params: Record<string, string | undefined>) => `#${params.id}` },
        lazy: async () => ({ Component: (await import('./devops-task-page.tsx')).DevopsTaskPage }),
      },
    ],
  },
];
