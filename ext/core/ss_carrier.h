/*
 * Carriers: Amazon's codes, the names German shops write, tracking numbers.
 *
 * The table is data (ext/core/data/carriers.tsv, with version, source and date), compiled in by a
 * generated file. Matching of codes is exact and case-sensitive, as Amazon's is.
 */
#ifndef SS_CARRIER_H
#define SS_CARRIER_H

#include "ss_arena.h"
#include "ss_base.h"

typedef struct ss_carrier_table_info {
    const char *version; /* "2021.09" */
    const char *source;  /* where the list was read */
    const char *date;    /* day it was read, ISO 8601 */
    size_t codes;        /* number of codes */
} ss_carrier_table_info;

const ss_carrier_table_info *ss_carrier_table(void);
/* The i-th code, NULL past the end. Order of the data file; usual German carriers first. */
const char *ss_carrier_code_at(size_t i);
/* True if `code` is exactly one of Amazon's codes. "Other" is one; the mojibake entry is not. */
bool ss_carrier_code_known(ss_slice code);

typedef enum ss_carrier_match {
    SS_CARRIER_UNKNOWN, /* must be mapped once by the owner */
    SS_CARRIER_EXACT,   /* equals an Amazon code but for case, and is one of the safe ones (DHL,
                           DPD, GLS, UPS, TNT): its own mapping */
    SS_CARRIER_GUESS,   /* a suggestion for the settings page; never sent unseen */
    SS_CARRIER_SERVICE  /* label service (Shipcloud, ILOXX, LogoiX): never guessed */
} ss_carrier_match;

/* What a name as German shops write it ("DHL Paket", "Hermes HSI", "POST", "DPD Classic") means.
 * *code gets Amazon's code for EXACT and GUESS (static memory), else SS_NONE. */
ss_carrier_match ss_carrier_lookup(ss_slice name, ss_slice *code);

typedef enum ss_tracking_fault {
    SS_TRACKING_OK,
    SS_TRACKING_EMPTY, /* nothing left after cleaning: counts as "no number" */
    SS_TRACKING_URL,   /* an address, not a number: counts as "no number" */
    SS_TRACKING_EMAIL,
    SS_TRACKING_ORDER,     /* the order's own number (shop's or Amazon's): counts as "no number" */
    SS_TRACKING_TOO_LONG,  /* over 50 characters */
    SS_TRACKING_CHARACTER, /* control character, broken UTF-8 or not printable ASCII */
    SS_TRACKING_NO_DIGIT,  /* a word: no carrier's number is without a digit */
    SS_TRACKING_CHECK      /* certain check digit is wrong for this carrier */
} ss_tracking_fault;

/* Cleans a tracking text: trims, removes inner blanks, hyphens stay. *out lives in the arena.
 * `shop_order` and `amazon_order` may be absent. Returns the first fault found; *out is set for
 * OK and CHECK. False only on lack of memory. */
bool ss_tracking_clean(ss_arena *a, ss_slice raw, ss_slice shop_order, ss_slice amazon_order,
                       ss_slice *out, ss_tracking_fault *fault, ss_err *err) SS_MUST_CHECK;

/* Normal form for comparing what we sent with what Amazon shows: upper case, letters and digits
 * only. */
bool ss_tracking_normalize(ss_arena *a, ss_slice raw, ss_slice *out, ss_err *err) SS_MUST_CHECK;

typedef enum ss_detect_certainty {
    SS_DETECT_NONE, /* no idea */
    SS_DETECT_SHARED, /* several carriers use this form (12 or 14 digits, 00340434...): warn at most */
    SS_DETECT_CERTAIN /* can be no other carrier's (1Z... UPS with right check digit, JJD... DHL) */
} ss_detect_certainty;

/* Which carrier a cleaned number looks like. *code: Amazon's code (static) or SS_NONE. */
ss_detect_certainty ss_tracking_detect(ss_slice tracking, ss_slice *code);

/* Does a cleaned number fit the carrier? */
typedef enum ss_tracking_fit {
    SS_FIT_UNKNOWN, /* no rule for this carrier */
    SS_FIT_YES,
    SS_FIT_DOUBTFUL, /* form is unusual for this carrier: a warning */
    SS_FIT_NO        /* certainly not a number of this carrier (check digit wrong and the form is
                        this carrier's alone) */
} ss_tracking_fit;
ss_tracking_fit ss_tracking_fits(ss_slice carrier_code, ss_slice tracking);

#endif
