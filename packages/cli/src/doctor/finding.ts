/** One thing `doctor` looked at. `absent` is fine: it only says what one could add. */
export interface Finding {
  subject: string;
  level: 'ok' | 'absent' | 'warning' | 'blocks';
  detail: string;
  /** What to do; empty when there is nothing to do. */
  remedy: string;
}

export const ok = (subject: string, detail: string): Finding => ({
  subject,
  level: 'ok',
  detail,
  remedy: '',
});
export const blocks = (subject: string, detail: string, remedy: string): Finding => ({
  subject,
  level: 'blocks',
  detail,
  remedy,
});
