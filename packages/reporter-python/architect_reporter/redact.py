"""Takes secrets out of what is reported. The rules are those of the JavaScript reporter, and tested by the same list."""

import re

REDACTED = "[redacted]"

# Parts of names whose values are secrets, spelled without capitals and separators.
_SECRET_NAMES = re.compile(
    r"passw(?:or)?d|passphrase|^pwd$|secret|token$|authorization|cookie|apikey|accesskey|privatekey|credential"
    r"|creditcard|cardnumber|^card$|^cv[cv]2?$|^pin$|^otp$|^ssn$|csrf|xsrf|^jwt$|^auth$|sessionid|signingkey|encryptionkey"
)

# A name in running text whose value follows.
_NAMED = (
    r"((?:\b|_)(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|authorization|csrf"
    r"|session[_-]?id|cvv|cvc)[\"']?\s{0,3}[=:]\s{0,3})"
)

# Shapes of secrets in running text. None of them can backtrack far: every part excludes what follows it.
_SHAPES = (
    # user:password@ in addresses
    (re.compile(r"(\b[a-z][a-z0-9+.-]{0,20}://)[^\s/?#@]{1,500}@", re.IGNORECASE), r"\1[redacted]@"),
    # JSON web tokens
    (re.compile(r"\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*"), REDACTED),
    # keys of model providers, of the dashboard, of GitHub and of AWS
    (
        re.compile(
            r"\b(?:sk|pk|rk)(?:-|_live_|_test_)[\w-]{12,}|\barc_[\w-]{8,}|\bgh[opsur]_\w{20,}|\bgithub_pat_\w{20,}|\bA[KS]IA[0-9A-Z]{16}\b"
        ),
        REDACTED,
    ),
    # keys of GitLab, npm, Hugging Face, Slack, Google and SendGrid
    (
        re.compile(
            r"\bglpat-[\w-]{16,}|\b(?:npm|hf)_\w{30,}|\bxox[a-z]-[\w-]{10,}|\bAIza[\w-]{30,}"
            r"|\bSG\.[\w-]{16,}\.[\w-]{16,}"
        ),
        REDACTED,
    ),
    # private keys
    (re.compile(r"(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]{1,10000}"), r"\1[redacted]"),
    # what is signed or a key in the query of an address
    (
        re.compile(
            r"([?&](?:[\w-]{0,30}signature|sig|key|code|auth|otp|sid)=)(?!\[redacted\])[^\s&#\"']{4,2000}",
            re.IGNORECASE,
        ),
        r"\1[redacted]",
    ),
    (re.compile(r"\b(Bearer|Basic) +[\w.~+/-]{6,}=*", re.IGNORECASE), r"\1 [redacted]"),
    # a whole line of cookies
    (re.compile(r"(\bcookie[\"']?\s{0,3}:\s{0,3}[\"']?)[^\n\"']{1,2000}", re.IGNORECASE), r"\1[redacted]"),
    # "name": "value with spaces", then name=value and name: value
    (
        re.compile(_NAMED + r"([\"'])(?!\[redacted\]|Bearer |Basic )[^\"'\n]{1,2000}", re.IGNORECASE),
        r"\1\2[redacted]",
    ),
    (
        re.compile(_NAMED + r"(?!\[redacted\]|Bearer |Basic )[^\s\"'&,;#]{1,2000}", re.IGNORECASE),
        r"\1[redacted]",
    ),
)

# Groups of digits that may be a card: 13 to 19 of them, with spaces or dashes between.
_CARD_LIKE = re.compile(r"(?<![\d.-])[0-9](?:[ -]?[0-9]){12,18}(?![\d.]*[0-9])")


def redact_text(text):
    """Takes secrets out of running text: passwords in addresses, tokens, keys, card numbers."""
    for shape, instead in _SHAPES:
        text = shape.sub(instead, text)
    return _CARD_LIKE.sub(lambda found: REDACTED if _is_card_number(found.group()) else found.group(), text)


def is_secret_name(name, more=()):
    """Whether the value under a name is a secret whatever it looks like; `more` are further names, in any spelling."""
    plain = _plain_name(name)
    return bool(_SECRET_NAMES.search(plain)) or any(_plain_name(one) in plain for one in more)


def _plain_name(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _is_card_number(text):
    """The check digit of card numbers (Luhn), so that other long numbers stay."""
    digits = [int(one) for one in reversed(text) if one.isdigit()]
    total = 0
    for index, digit in enumerate(digits):
        weighted = digit * 2 if index % 2 else digit
        total += weighted - 9 if weighted > 9 else weighted
    return total % 10 == 0 and len(set(digits)) > 1
