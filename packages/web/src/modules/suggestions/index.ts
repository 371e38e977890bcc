import type { RouteObject } from 'react-router';

export const suggestionRoutes: RouteObject[] = [
  {
    path: 'suggestions',
    handle: { crumb: 'Suggestions' },
    lazy: async () => ({ Component: (await import('./suggestions-page.tsx')).SuggestionsPage }),
  },
];
