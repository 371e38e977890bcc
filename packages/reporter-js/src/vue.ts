import type { Reporter } from './create-reporter.ts';

/** What is needed of a Vue application: https://vuejs.org/api/application.html#app-config */
interface VueLike {
  config: {
    errorHandler?: ((error: unknown, instance: VueInstance, info: string) => void) | undefined;
    warnHandler?: ((message: string, instance: VueInstance, trace: string) => void) | undefined;
  };
}
type VueInstance = { $options?: { name?: string | undefined; __name?: string } } | null;

/**
 * Reports what breaks in components (an error) and Vue's warnings (a warning). Handlers that were there are called; without
 * one the error is shown on the console, as Vue does by itself.
 */
export function watchVue(app: VueLike, reporter: Reporter): void {
  const { errorHandler, warnHandler } = app.config;
  app.config.errorHandler = (error, instance, info) => {
    const context = { type: 'vue_error', component: nameOf(instance), lifecycle_hook: info };
    reporter.report(error, { context });
    if (errorHandler) return errorHandler(error, instance, info);
    console.error(error);
  };
  app.config.warnHandler = (message, instance, trace) => {
    const context = { type: 'vue_warning', component: nameOf(instance), trace };
    reporter.report({ name: 'VueWarning', message }, { severity: 'warning', source: 'vue', context });
    if (warnHandler) return warnHandler(message, instance, trace);
    console.warn(`[Vue warn]: ${message}${trace}`);
  };
}

function nameOf(instance: VueInstance): string | undefined {
  const name = instance?.$options?.name ?? instance?.$options?.__name;
  return typeof name === 'string' ? name : undefined;
}
