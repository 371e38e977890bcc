/**
 * Since 2.1.3xx Claude Code puts marks with a random id around a folded paste before it tells hooks, transcript and
 * model: `<pasted_content id="4421">…</pasted_content id="4421">`. They are not part of what was sent.
 */
const marks = /\n{0,2}<pasted_content id="(\w+)">\n([\s\S]*?)\n<\/pasted_content id="\1">\n?/g;

export function withoutPasteMarks(text: string): string {
  return text.replace(marks, '$2');
}
