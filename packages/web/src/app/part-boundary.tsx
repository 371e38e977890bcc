import { Component, type ReactNode } from 'react';
import { readOutdated } from '../lib/new-version.ts';
import { reportOwnError } from '../lib/report-own-errors.ts';

/** A drawer or a palette that breaks, or cannot be loaded, takes nothing else of the page with it. */
export class PartBoundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override componentDidCatch(error: unknown) {
    if (readOutdated() === null) reportOwnError(error);
  }

  override render() {
    return this.state.isBroken ? null : this.props.children;
  }
}
