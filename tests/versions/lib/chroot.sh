# shellcheck shell=bash
# Debian chroots of other suites, made once and kept; and the jail a leg's commands run in.
# Sourced by tests/versions/run; needs $root, $cache and $logs.

# What every leg needs besides PHP; openssl for the certificates of the tests' own servers, MariaDB because
# what PDO gives back for a number differs from PHP to PHP there.
readonly BASE_PACKAGES=gcc,make,libc6-dev,pkg-config,valgrind,ca-certificates,openssl,libcurl4-openssl-dev,libxml2-dev,zlib1g-dev,mariadb-server

# The Debian mirror of this host, as its own apt knows it: nothing else is ever contacted.
debian_mirror() {
    apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 'Created-By: Packages' 2>/dev/null |
        awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }'
}

# Why a chroot cannot be made or used here, or nothing.
chroot_obstacle() {
    if [ "$(id -u)" -ne 0 ]; then
        echo 'a chroot needs root'
    elif ! command -v apt-get >/dev/null 2>&1; then
        echo 'no apt-get: this host knows no Debian mirror'
    elif ! unshare --mount --pid --fork true 2>/dev/null; then
        echo 'no mount namespaces here'
    fi
}

# php_packages VERSION SEPARATOR: PHP with everything the tests can use.
php_packages() {
    local part list=
    for part in cli dev curl xml mysql sqlite3 mbstring; do
        list=$list$2php$1-$part
    done
    echo "${list#"$2"}"
}

# jail DIRECTORY TMP COMMAND...: runs a command with DIRECTORY as its root (/ stays as it is) and TMP
# as its /tmp, in namespaces of its own: its mounts and processes end with it, even if this script is
# killed, and its network is a loopback interface and nothing else. It replaces the shell that calls
# it, so that one kill reaches it.
jail() {
    exec unshare --mount --pid --net --ipc --uts --fork --kill-child --mount-proc \
        bash "$root/tests/versions/lib/enter" "$@"
}

# with_network DIRECTORY COMMAND...: as jail, but it can reach the mirror.
with_network() {
    local directory=$1
    shift
    unshare --mount --pid --fork --kill-child --mount-proc \
        bash "$root/tests/versions/lib/enter" "$directory" "$directory/tmp" "$@"
}

# strap SUITE PACKAGES TARGET: the packages are verified with the keyring of this host.
strap() {
    local mirror
    "$root/bin/setup" debootstrap || return 1
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || { echo 'no Debian mirror in the sources of apt'; return 1; }
    rm -rf "$3"
    # The namespace keeps what debootstrap mounts away from the host.
    unshare --mount nice -n 15 debootstrap --variant=minbase --include="$2" "$1" "$3" "$mirror"
}

# The newest PHP comes from experimental, on top of sid. Their indexes may be older than they say
# they may be, on a mirror that lags behind; the signatures are checked all the same.
add_experimental_php() {
    local target=$1 version=$2
    printf 'deb %s experimental main\n' "$(debian_mirror)" >"$target/etc/apt/sources.list.d/experimental.list"
    echo 'Acquire::Check-Valid-Until "false";' >"$target/etc/apt/apt.conf.d/90mirror"
    with_network "$target" apt-get -q update || return 1
    # shellcheck disable=SC2046
    install_php() {
        with_network "$target" env DEBIAN_FRONTEND=noninteractive \
            apt-get -q -y --no-install-recommends "$@" install $(php_packages "$version" ' ') phpunit
    }
    install_php || install_php -t experimental
}

# Which packages a chroot was made with is written in it: another list makes it anew.
readonly PACKAGES_FILE=etc/statussync-packages

is_ready() { [ "$(cat "$cache/chroot-$1/$PACKAGES_FILE" 2>/dev/null)" = "$BASE_PACKAGES" ]; }

# make_chroot SUITE VERSION: leaves $cache/chroot-SUITE, complete or not at all.
make_chroot() {
    local suite=$1 version=$2 target=$cache/chroot-$1
    local part=$target.part
    if [ "$suite" = sid ]; then
        strap sid "$BASE_PACKAGES" "$part" && add_experimental_php "$part" "$version" || return 1
    else
        strap "$suite" "$BASE_PACKAGES,$(php_packages "$version" ,),phpunit" "$part" || return 1
    fi
    chroot "$part" apt-get clean
    echo "$BASE_PACKAGES" >"$part/$PACKAGES_FILE"
    rm -rf "$target"
    mv -T "$part" "$target"
}

# ready_chroot SUITE VERSION: makes the chroot if it is absent; prints why if it cannot be had.
ready_chroot() {
    local suite=$1 obstacle log=$logs/chroot-$1.log
    obstacle=$(chroot_obstacle)
    if [ -n "$obstacle" ]; then
        echo "$obstacle"
        return 1
    fi
    mkdir -p "$cache"
    (
        # Two runs at once: the second waits for the chroot the first one makes.
        flock 9
        is_ready "$suite" || make_chroot "$@" >"$log" 2>&1
    ) 9>"$cache/chroot-$suite.lock" && return 0
    echo "no chroot of $suite: $(grep -aE '^(E|W): ' "$log" | tail -n 1) ($log)"
    return 1
}
