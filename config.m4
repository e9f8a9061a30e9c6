dnl Build of the extension "statussync": every .c file of ext/core and ext/zend belongs to it.

PHP_ARG_ENABLE([statussync],
  [whether to enable statussync],
  [AS_HELP_STRING([--enable-statussync], [Enable Status Sync for Amazon])])

PHP_ARG_ENABLE([statussync-dev],
  [whether to build statussync with developer warnings],
  [AS_HELP_STRING([--enable-statussync-dev], [statussync: all warnings are errors])],
  [no], [no])

PHP_ARG_ENABLE([statussync-coverage],
  [whether to build statussync for measuring coverage],
  [AS_HELP_STRING([--enable-statussync-coverage], [statussync: instrument for gcov])],
  [no], [no])

if test "$PHP_STATUSSYNC" != "no"; then
  PKG_CHECK_MODULES([LIBCURL], [libcurl >= 7.66.0])
  PKG_CHECK_MODULES([LIBXML2], [libxml-2.0 >= 2.9.4])
  PKG_CHECK_MODULES([ZLIB], [zlib >= 1.2.11])
  PHP_EVAL_INCLINE([$LIBCURL_CFLAGS])
  PHP_EVAL_INCLINE([$LIBXML2_CFLAGS])
  PHP_EVAL_INCLINE([$ZLIB_CFLAGS])
  PHP_EVAL_LIBLINE([$LIBCURL_LIBS], [STATUSSYNC_SHARED_LIBADD])
  PHP_EVAL_LIBLINE([$LIBXML2_LIBS], [STATUSSYNC_SHARED_LIBADD])
  PHP_EVAL_LIBLINE([$ZLIB_LIBS], [STATUSSYNC_SHARED_LIBADD])

  STATUSSYNC_ROOT=PHP_EXT_SRCDIR([statussync])
  STATUSSYNC_SOURCES=`cd "$STATUSSYNC_ROOT" && echo ext/core/*.c ext/zend/*.c`
  STATUSSYNC_CFLAGS="-std=gnu11 -fvisibility=hidden -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1"

  if test "$PHP_STATUSSYNC_DEV" = "yes"; then
    dnl PHP_METHOD gives every method parameters that it need not use.
    STATUSSYNC_CFLAGS="$STATUSSYNC_CFLAGS -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wformat=2 -Wno-unused-parameter"
  fi
  if test "$PHP_STATUSSYNC_COVERAGE" = "yes"; then
    STATUSSYNC_CFLAGS="$STATUSSYNC_CFLAGS -O0 --coverage"
    LDFLAGS="$LDFLAGS --coverage"
  fi

  PHP_NEW_EXTENSION([statussync], [$STATUSSYNC_SOURCES], [$ext_shared],, [$STATUSSYNC_CFLAGS])
  PHP_ADD_BUILD_DIR([$ext_builddir/ext/core])
  PHP_ADD_BUILD_DIR([$ext_builddir/ext/zend])
  PHP_ADD_INCLUDE([$ext_srcdir/ext/core])
  PHP_ADD_INCLUDE([$ext_srcdir/ext/zend])
  PHP_ADD_EXTENSION_DEP(statussync, libxml)
  PHP_ADD_EXTENSION_DEP(statussync, hash)
  PHP_SUBST([STATUSSYNC_SHARED_LIBADD])
fi
