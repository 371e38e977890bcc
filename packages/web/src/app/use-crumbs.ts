import { useMatches } from 'react-router';

type Crumb = string | ((params: Record<string, string | undefined>) => string);

/** Where one is, outermost first, from the `crumb` of each matched route. */
export function useCrumbs(): readonly { path: string; text: string }[] {
  return useMatches().flatMap((match) => {
    const crumb = crumbOf(match.handle);
    if (!crumb) return [];
    return [{ path: match.pathname, text: typeof crumb === 'string' ? crumb : crumb(match.params) }];
  });
}

function crumbOf(handle: unknown): Crumb | null {
  if (typeof handle !== 'object' || handle === null || !('crumb' in handle)) return null;
  // Route handles are untyped in react-router; ours are written in the modules' index files.
  return handle.crumb as Crumb;
}
