# Senders that the tests run against the server and that are no plain Debian packages. Sourced by ./dev.

# From npm, exactly those of the lock file.
install_npm_peers() {
    local installed=tests/peers/node_modules/.package-lock.json
    [ ! -e "$installed" ] || [ "$installed" -ot tests/peers/package-lock.json ] || return 0
    say "installing the senders of tests/peers"
    (cd tests/peers && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && touch "$installed" ||
        echo "Cannot install them here (it takes npm). The tests that need them are skipped." >&2
}
