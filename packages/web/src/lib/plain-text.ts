/** Control characters, invisible ones and those that turn the direction of what follows. Tab and line feed stay. */
const deceptive =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Text of a program as it may be shown: what could hide or turn other text around is named instead, e.g. `⟨202E⟩`. */
export function plainText(text: string): string {
  return text.replace(
    deceptive,
    (sign) => `⟨${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

/** The address when it is one that may be opened, else null: text of a program can claim any scheme. */
export function webAddress(text: string): string | null {
  const url = URL.parse(text.trim());
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}
