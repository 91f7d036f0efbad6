# Finds the .NET SDK that global.json asks for, or installs it into the user's home. Sourced by ./dev.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# A bare Debian has no ICU; nothing here needs it.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# Build processes that outlive the command would keep a CI job waiting.
export MSBUILDDISABLENODEREUSE=1

say() { printf '\n== %s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

has_sdk() { command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.0\.'; }

need_sdk() {
    has_sdk && return
    export DOTNET_ROOT=$HOME/.dotnet PATH=$HOME/.dotnet:$PATH
    has_sdk && return
    say "the .NET 10 SDK is missing: installing it into $DOTNET_ROOT"
    local script
    script=$(mktemp)
    curl -fsSL https://dot.net/v1/dotnet-install.sh -o "$script" ||
        fail "the install script cannot be fetched; install the .NET 10 SDK by hand (https://dotnet.microsoft.com/download) and try again"
    bash "$script" --channel 10.0 --install-dir "$DOTNET_ROOT"
    rm -f "$script"
    has_sdk || fail "the .NET 10 SDK does not run after the installation; see the messages above"
}
