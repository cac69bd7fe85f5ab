# shellcheck shell=bash
# What the scripts share: where the tree is, and how Debian packages get there.
top="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
say() { echo "$(basename "$0"): $*" >&2; }
die() { say "$*"; exit 1; }

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

# install_packages FILE: what of its packages is missing. One sentence when that cannot be done.
install_packages() {
  local -a wanted missing=()
  mapfile -t wanted < <(grep -v '^#' "$1")
  local package
  for package in "${wanted[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  ((${#missing[@]} == 0)) && return 0
  if [[ $(id -u) != 0 ]] && ! sudo -n true 2>/dev/null; then
    die "these Debian packages are missing and installing them needs root: ${missing[*]} (run: sudo script/setup --packages)"
  fi
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null || say "apt-get update failed; trying with the lists at hand"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    die "apt-get could not install: ${missing[*]}"
}

# need_npm: Debian's, where the system has none.
need_npm() { command -v npm >/dev/null || install_packages "$top/script/packages-node.txt"; }

# use_node: puts a Node of at least 20.19 and an npm of at least 10 on PATH: the system's, else the npm packages
# node@20 and npm@10 in the tools cache (Debian 12's own are 18 and 9.2; that npm cannot read our lock file).
use_node() {
  local cache="${CHARTBRIDGE_TOOLS_DIR:-$HOME/.cache/chartbridge-tools}/node"
  local enough='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
  local version
  version=$(npm --version 2>/dev/null || echo 0)
  [[ ${version%%.*} -ge 10 ]] && node -e "$enough" 2>/dev/null && return 0
  need_npm
  if [[ ! -x $cache/node_modules/node/bin/node || ! -e $cache/node_modules/npm/bin/npm-cli.js ]]; then
    say "installing Node 20 and npm 10 from npm into the tools cache"
    npm install --silent --no-fund --no-audit --prefix "$cache" node@20 npm@10 >/dev/null ||
      die "npm could not install node@20 and npm@10, and the system's are older than 20.19 and 10"
  fi
  PATH="$cache/node_modules/node/bin:$cache/node_modules/.bin:$PATH"
}

# Tests start PostgreSQL themselves; Debian's own cluster is not wanted.
build() {
  local preset=${1:-release}
  shift || true
  use_node
  cmake --preset "$preset" -S "$top" >"$top/build/$preset.configure.log" 2>&1 || {
    cat "$top/build/$preset.configure.log" >&2
    die "cmake could not configure the $preset build"
  }
  cmake --build "$top/build/$preset" "$@"
}
