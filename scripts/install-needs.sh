# shellcheck shell=bash
# Installs what deploy.sh and test.sh need. Sourced by both; expects $root, the repository's directory.
# Output of installers goes to a log file: it is long, and names the machines packages come from.

install_log=${TMPDIR:-/tmp}/architect-install.$(id -u).log

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# need_debian COMMAND:PACKAGE... - installs Debian packages whose commands are missing.
need_debian() {
  local missing=() pair
  for pair in "$@"; do
    [ -n "$(find_command "${pair%%:*}")" ] || missing+=("${pair##*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local -a as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
  if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    fail "Missing: ${missing[*]}. Install it as root and start again, on Debian:
  apt-get install -y --no-install-recommends ${missing[*]}"
  fi
  say "Installing ${missing[*]} …"
  local -a install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends)
  "${install[@]}" "${missing[@]}" >"$install_log" 2>&1 ||
    { "${as_root[@]}" apt-get update >>"$install_log" 2>&1 && "${install[@]}" "${missing[@]}" >>"$install_log" 2>&1; } ||
    fail "Installing ${missing[*]} failed; see $install_log"
}

# PostgreSQL's programs are not in the PATH of Debian; Python's libraries are no commands.
find_command() {
  command -v "$1" || ls -d /usr/lib/postgresql/*/bin/"$1" "/usr/lib/python3/dist-packages/$1" 2>/dev/null | tail -n 1
}

# npm packages exactly as in package-lock.json, Node 24 among them.
need_packages() {
  cd "$root" || exit 1
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail "Missing: Node 20 or newer with npm. Install it and start again, on Debian: apt-get install -y nodejs npm"
  if node scripts/check-installed.mjs; then return 0; fi
  say "Installing npm packages (once; half a minute or so) …"
  # Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which registries may not carry.
  npm install --no-save --no-audit --no-fund --loglevel=error >"$install_log" 2>&1 ||
    fail "npm install failed; see $install_log"
  # npm may have been told not to run install scripts: Node comes by one.
  [ -x node_modules/node/bin/node ] || (cd node_modules/node && node installArchSpecificPackage.js) >>"$install_log" 2>&1
  node scripts/check-installed.mjs || fail "The npm packages are not complete; see $install_log"
}

# The web page, when its sources changed since it was built.
need_web_app() {
  cd "$root" || exit 1
  local stamp=packages/web/dist/.built-from sources
  sources=$(find packages/web packages/reporter-js packages/contracts/src package-lock.json -type f \
    -not -path '*/dist/*' -not -path '*/node_modules/*' -print0 | sort -z | xargs -0 cksum | cksum)
  if [ -f packages/web/dist/index.html ] && [ -f packages/reporter-js/dist/reporter.js ] &&
    [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ]; then return 0; fi
  say "Building the web page …"
  npm run --silent build >"$install_log" 2>&1 || fail "$(tail -n 20 "$install_log")
Building the web page failed; see $install_log"
  printf '%s\n' "$sources" >"$stamp"
}
