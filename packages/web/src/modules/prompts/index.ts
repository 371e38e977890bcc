import type { RouteObject } from 'react-router';

export const promptRoutes: RouteObject[] = [
  {
    path: 'prompts',
    handle: { crumb: 'Prompts' },
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./prompts-page.tsx')).PromptsPage }),
      },
      {
        path: ':id',
        handle: { crumb: (params: Record<string, string | undefined>) => `#${params.id}` },
        lazy: async () => ({ Component: (await import('./prompt-page.tsx')).PromptPage }),
      },
    ],
  },
];
