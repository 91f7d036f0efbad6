# Senders that the tests run against the server and that are no plain Debian packages. Sourced by ./dev.

# From npm, exactly those of the lock file.
install_npm_peers() {
    local installed=tests/peers/node_modules/.package-lock.json
    [ ! -e "$installed" ] || [ "$installed" -ot tests/peers/package-lock.json ] || return 0
    say "installing the senders of tests/peers"
    (cd tests/peers && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && touch "$installed" ||
        echo "Cannot install them here (it takes npm). The tests that need them are skipped." >&2
}

# Debian lets only one of syslog-ng and rsyslog be the system's log daemon. The tests want both, so this one is unpacked, not installed.
unpack_syslog_ng() {
    local root=out/peers/syslog-ng package
    [ ! -x "$root/usr/sbin/syslog-ng" ] || return 0
    say "unpacking syslog-ng"
    mkdir -p "$root"
    (cd "$root" && apt-get download --quiet=2 syslog-ng-core syslog-ng-mod-http && for package in *.deb; do dpkg -x "$package" . && rm "$package"; done) ||
        echo "Cannot unpack it here (it takes apt-get). The tests that need it are skipped." >&2
}
