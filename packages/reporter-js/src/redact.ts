/** What stands in the place of a secret. */
export const redacted = '[redacted]';

/** Parts of names whose values are secrets, spelled without capitals and separators. */
const secretNames =
  /passw(?:or)?d|passphrase|^pwd$|secret|token$|authorization|cookie|apikey|accesskey|privatekey|credential|creditcard|cardnumber|^card$|^cv[cv]2?$|^pin$|^otp$|^ssn$|csrf|xsrf|^jwt$|^auth$|sessionid|signingkey|encryptionkey/;

/** A name in running text whose value follows. */
const named =
  '((?:\\b|_)(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|authorization|csrf|session[_-]?id|cvv|cvc)["\']?\\s{0,3}[=:]\\s{0,3})';

/** Shapes of secrets in running text. None of them can backtrack far: every part excludes what follows it. */
const shapes: readonly [RegExp, string][] = [
  // user:password@ in addresses
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]{1,500}@/gi, `$1${redacted}@`],
  // JSON web tokens
  [/\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/g, redacted],
  // keys of model providers, of the dashboard, of GitHub and of AWS
  [
    /\b(?:sk|pk|rk)(?:-|_live_|_test_)[\w-]{12,}|\barc_[\w-]{8,}|\bgh[opsur]_\w{20,}|\bgithub_pat_\w{20,}|\bA[KS]IA[0-9A-Z]{16}\b/g,
    redacted,
  ],
  // keys of GitLab, npm, Hugging Face, Slack, Google and SendGrid
  [
    /\bglpat-[\w-]{16,}|\b(?:npm|hf)_\w{30,}|\bxox[a-z]-[\w-]{10,}|\bAIza[\w-]{30,}|\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
    redacted,
  ],
  // private keys
  [/(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]{1,10000}/g, `$1${redacted}`],
  // what is signed or a key in the query of an address
  [
    /([?&](?:[\w-]{0,30}signature|sig|key|code|auth|otp|sid)=)(?!\[redacted\])[^\s&#"']{4,2000}/gi,
    `$1${redacted}`,
  ],
  [/\b(Bearer|Basic) +[\w.~+/-]{6,}=*/gi, `$1 ${redacted}`],
  // a whole line of cookies
  [/(\bcookie["']?\s{0,3}:\s{0,3}["']?)[^\n"']{1,2000}/gi, `$1${redacted}`],
  // "name": "value with spaces", then name=value and name: value
  [new RegExp(`${named}(["'])(?!\\[redacted\\]|Bearer |Basic )[^"'\n]{1,2000}`, 'gi'), `$1$2${redacted}`],
  [new RegExp(`${named}(?!\\[redacted\\]|Bearer |Basic )[^\\s"'&,;#]{1,2000}`, 'gi'), `$1${redacted}`],
];

/** Groups of digits that may be a card: 13 to 19 of them, with spaces or dashes between. Older Safaris cannot look behind. */
const cardLike = /(^|[^\d.-])(\d(?:[ -]?\d){12,18})(?![\d.]*\d)/g;

/** Takes secrets out of running text: passwords in addresses, tokens, keys, card numbers. */
export function redactText(text: string): string {
  return redactShapes(text, shapes);
}

/** As `redactText`, for a line of a program: there the word after `password =` is another name, and what is in quotes counts. */
export function redactCode(text: string): string {
  return redactShapes(text, shapes.slice(0, -1));
}

function redactShapes(text: string, of: typeof shapes): string {
  let clean = text;
  for (const [shape, instead] of of) clean = clean.replace(shape, instead);
  return clean.replace(cardLike, (all, before: string, digits: string) =>
    isCardNumber(digits) ? before + redacted : all,
  );
}

/**
 * Whether the value under a name is a secret whatever it looks like.
 * @param more further names, in any spelling
 */
export function isSecretName(name: string, more: readonly string[] = []): boolean {
  const plain = plainName(name);
  return secretNames.test(plain) || more.some((one) => plain.includes(plainName(one)));
}

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The check digit of card numbers (Luhn), so that other long numbers stay. */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const weighted = index % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
}
