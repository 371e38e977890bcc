/** A prompt's text as it is stored, and what was changed for it, in words. */
export interface CleanContent {
  text: string;
  adjusted: string[];
}

/**
 * CR LF and CR become LF; control characters other than TAB and LF are stripped, because an ESC could end a bracketed
 * paste early and a ^C would act on the agent.
 */
export function cleanContent(raw: string): CleanContent {
  const adjusted: string[] = [];
  const lines = raw.replace(/\r\n?/g, '\n');
  if (lines !== raw) adjusted.push('line ends CR LF or CR became LF');
  const wellFormed = lines.toWellFormed();
  // No byte sequence stands for half a surrogate pair: it would be altered silently on its way.
  if (wellFormed !== lines) adjusted.push('halves of surrogate pairs became U+FFFD');
  const stripped = new Map<string, number>();
  const text = wellFormed.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    const name = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    stripped.set(name, (stripped.get(name) ?? 0) + 1);
    return '';
  });
  for (const [name, count] of stripped)
    adjusted.push(`removed ${count} control character${count === 1 ? '' : 's'} ${name}`);
  return { text, adjusted };
}
