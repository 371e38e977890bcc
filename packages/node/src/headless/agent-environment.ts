/** Names of the node's own environment that an agent needs to find its home, its programs and the network. */
const inherited =
  /^(HOME|PATH|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|XDG_\w+|SSH_AUTH_SOCK|(HTTP|HTTPS|ALL|NO)_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR))$/i;

/** A clean environment: nothing of our own settings and secrets, and what the caller of `create` gave. */
export function agentEnvironment(
  own: Record<string, string | undefined>,
  given: Record<string, string>,
): Record<string, string> {
  const kept = Object.entries(own).flatMap(([name, value]): [string, string][] =>
    value !== undefined && inherited.test(name) ? [[name, value]] : [],
  );
  return { ...Object.fromEntries(kept), ...given };
}
