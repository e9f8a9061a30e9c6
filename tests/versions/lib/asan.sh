# shellcheck shell=bash
# A PHP that finds what the ordinary one forgives: thread safe, with the engine's own leak report,
# AddressSanitizer and UndefinedBehaviorSanitizer. Built from Debian's source package, once.
# Sourced by tests/versions/run after chroot.sh.

# Suite and version: the newest whose source the mirror really has (an index may name what is gone).
readonly ASAN_SOURCES='trixie:8.4 bookworm:8.2'

# What the build needs on this host beyond .ci/packages.
readonly ASAN_PACKAGES='clang libclang-rt-14-dev make pkg-config xz-utils libxml2-dev libcurl4-openssl-dev
    zlib1g-dev libsqlite3-dev libssl-dev libsodium-dev'

# fetch_source DIRECTORY SUITE VERSION: the signed source package, through apt directories of our own:
# the sources and lists of the host stay as they are.
fetch_source() {
    local apt=$1/apt options
    rm -rf "$apt"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    echo "deb-src $(debian_mirror) $2 main" >"$apt/sources.list"
    # apt's own user could not read below a private directory.
    options=(-q -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update || return 1
    (cd "$1" && apt-get "${options[@]}" source --download-only "php$3")
}

# compile_php SOURCE PREFIX: the extensions are the ones our tests use; nothing is shared.
compile_php() {
    cd "$1" || return 1
    CC=clang CXX=clang++ CFLAGS='-O1 -g -fno-omit-frame-pointer' ./configure --prefix="$2" \
        --disable-all --enable-cli --enable-debug --enable-zts \
        --enable-address-sanitizer --enable-undefined-sanitizer \
        --with-libxml --with-iconv --enable-dom --enable-xml --enable-xmlreader --enable-xmlwriter --enable-simplexml \
        --with-curl --with-openssl --with-sodium --with-zlib --enable-pdo --with-pdo-mysql=mysqlnd \
        --with-mysqli=mysqlnd --with-sqlite3 --with-pdo-sqlite --enable-mbstring --disable-mbregex \
        --enable-ctype --enable-filter --enable-tokenizer --enable-session --enable-pcntl --enable-posix &&
        # The build runs the PHP it has just made; a leak of its tools is not our business.
        ASAN_OPTIONS=detect_leaks=0 nice -n 15 make -j"$(nproc)" &&
        ASAN_OPTIONS=detect_leaks=0 make install
}

# make_asan_php: leaves $cache/php-asan, complete or not at all.
make_asan_php() {
    local work=$cache/php-asan.part one
    # shellcheck disable=SC2086
    "$root/bin/setup" $ASAN_PACKAGES || return 1
    rm -rf "$work" "$cache/php-asan"
    mkdir -p "$work/source"
    for one in $ASAN_SOURCES; do
        fetch_source "$work" "${one%:*}" "${one#*:}" && break
    done
    tar -xf "$work"/php*.orig.tar.xz -C "$work/source" --strip-components=1 || return 1
    # phpize and php-config hold the prefix, so it is installed in place and marked when done.
    (compile_php "$work/source" "$cache/php-asan") || return 1
    rm -rf "$work"
    touch "$cache/php-asan/complete"
}

# ready_asan_php: as ready_chroot.
ready_asan_php() {
    local obstacle log=$logs/php-asan.log
    obstacle=$(chroot_obstacle)
    if [ -n "$obstacle" ]; then
        echo "$obstacle"
        return 1
    fi
    mkdir -p "$cache"
    (
        flock 9
        [ -e "$cache/php-asan/complete" ] || make_asan_php >"$log" 2>&1
    ) 9>"$cache/php-asan.lock" && return 0
    echo "no PHP with sanitizers: $(tail -n 1 "$log") ($log)"
    return 1
}
