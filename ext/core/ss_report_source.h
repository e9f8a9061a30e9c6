/* Between the files of the report reader only: the bytes of a report as UTF-8, in small pieces. */
#ifndef SS_REPORT_SOURCE_H
#define SS_REPORT_SOURCE_H

#include "ss_report.h"

#include <iconv.h>
#include <zlib.h>

typedef enum ss_charset { SS_CS_UTF8, SS_CS_1252, SS_CS_31J } ss_charset;

typedef struct ss_source {
    ss_slice in; /* bytes not read yet, as they came */
    bool gzip;   /* they are gzip */
    bool z_open; /* z must be ended */
    bool in_end; /* nothing comes after what is in `block` */
    z_stream z;
    size_t total; /* plain bytes that went into `block` so far */
    unsigned char block[8192];
    size_t at, have; /* unread part of `block` */
    ss_charset charset;
    bool cd_open;
    iconv_t cd;
    ss_err err; /* why reading stopped early */
} ss_source;

/* Looks at the beginning: format, byte order mark, declared encoding, DOCTYPE. Close in any case. */
bool ss_source_open(ss_source *s, ss_slice bytes, ss_err *err) SS_MUST_CHECK;
/* 1 to `len` bytes of UTF-8 (len >= 4), 0 at the end or after a failure (then s->err is set). */
int ss_source_read(ss_source *s, char *out, int len);
void ss_source_close(ss_source *s);

#endif
