/**
 * The shape of every successful reply: `{ success: true, data }` plus documented top-level fields such as
 * `prompt_id`, `pagination` or `message`.
 */
export function success<Data>(data: Data): { success: true; data: Data };
export function success<Data, Extra extends object>(
  data: Data,
  extra: Extra,
): { success: true; data: Data } & Extra;
export function success(data: unknown, extra: object = {}): object {
  return { success: true, ...extra, data };
}
