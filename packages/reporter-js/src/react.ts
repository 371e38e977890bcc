import type { Reporter } from './create-reporter.ts';

/** What is needed of React; it is given, so that this package needs none. */
interface ReactLike {
  Component: new (props: never) => object;
}

export interface BoundaryProps {
  /** Name of the part of the page, told by the report. */
  name?: string;
  /** Shown instead of the part that broke, or a function that makes it. */
  fallback?: unknown;
  children?: unknown;
}

export interface BoundaryFault {
  error: unknown;
  /** Shows the children again. */
  reset(): void;
}

interface BoundaryState {
  fault: { error: unknown } | null;
}

/**
 * An error boundary: `const ErrorBoundary = createErrorBoundary(React, reporter)`. What breaks inside is reported as
 * critical, and `fallback` is shown.
 */
export function createErrorBoundary<R extends ReactLike>(
  react: R,
  reporter: Reporter,
): new (
  props: BoundaryProps,
) => InstanceType<R['Component']> {
  // The base's members as React documents them; https://react.dev/reference/react/Component
  const Base = react.Component as unknown as new (
    props: BoundaryProps,
  ) => { props: BoundaryProps; state: BoundaryState; setState(state: BoundaryState): void };

  class ErrorBoundary extends Base {
    static getDerivedStateFromError(error: unknown): BoundaryState {
      return { fault: { error } };
    }
    constructor(props: BoundaryProps) {
      super(props);
      this.state = { fault: null };
    }
    componentDidCatch(error: unknown, info: { componentStack?: string | null }): void {
      const context = {
        type: 'react_error',
        component: this.props.name,
        component_stack: info.componentStack,
      };
      reporter.report(error, { severity: 'critical', context });
    }
    render(): unknown {
      const { fault } = this.state;
      if (!fault) return this.props.children ?? null;
      const { fallback = null } = this.props;
      const reset = () => this.setState({ fault: null });
      return typeof fallback === 'function' ? fallback({ ...fault, reset }) : fallback;
    }
  }
  // It extends the class that was given.
  return ErrorBoundary as unknown as new (
    props: BoundaryProps,
  ) => InstanceType<R['Component']>;
}
