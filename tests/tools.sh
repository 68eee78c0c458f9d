# Read by tests/run: checks the tools and installs the missing ones.

node_at_least=20.19

check_tools() {
  check_rust
  check_node
  install_packages
}

check_rust() {
  command -v cargo >/dev/null && command -v rustc >/dev/null || fail 'cargo and rustc are missing. Install Rust: https://rustup.rs'
  local wanted found
  wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
  found=$(rustc --version | cut -d ' ' -f 2) || fail 'rustc does not run'
  is_at_least "$found" "$wanted" || fail "Rust $found is too old, $wanted or newer is needed: rustup update"
  cargo fmt --version >/dev/null 2>&1 || fail 'rustfmt is missing: rustup component add rustfmt'
  cargo clippy --version >/dev/null 2>&1 || fail 'clippy is missing: rustup component add clippy'
  command -v cc >/dev/null || fail 'a C compiler (cc) is missing; SQLite is built from source. Debian: apt-get install gcc libc6-dev'
  say "Rust $found"
}

check_node() {
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail "node and npm are missing; the pages are built with Node.js $node_at_least or newer: https://nodejs.org"
  local found
  found=$(node --version) || fail 'node does not run'
  found=${found#v}
  is_at_least "$found" "$node_at_least" || fail "Node.js $found is too old, $node_at_least or newer is needed"
  say "Node.js $found, npm $(npm --version)"
}

is_at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) = "$2" ]]; }

# PostgreSQL, the browser, and what Python's readers of our feeds are installed with: Debian's packages.
install_packages() {
  local missing=()
  [[ -n $(postgres_programs) ]] || missing+=(postgresql)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v chromedriver >/dev/null || missing+=(chromium-driver)
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  ((${#missing[@]})) || return 0

  local install="apt-get install -y --no-install-recommends ${missing[*]}"
  command -v apt-get >/dev/null || fail "missing: ${missing[*]} (Debian's package names). Install them and put them on the PATH"
  ((EUID == 0)) || fail "missing: ${missing[*]}. Install them, then run this again: sudo $install"

  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq || fail 'apt-get update failed'
  [[ ${missing[0]} != postgresql ]] || forbid_main_cluster
  $install >/dev/null || fail "failed: $install"
  say "installed: ${missing[*]}"
}

# Debian's package would make and start a server of its own, which nobody here asked for.
forbid_main_cluster() {
  apt-get install -y --no-install-recommends postgresql-common >/dev/null || fail 'apt-get install postgresql-common failed'
  pg_conftool /etc/postgresql-common/createcluster.conf set create_main_cluster off ||
    say 'could not switch off the main cluster of the PostgreSQL package; it may start one on its own port'
}
