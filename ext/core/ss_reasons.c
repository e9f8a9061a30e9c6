/* The list of reasons as tables. */
#include "ss_reasons.h"

typedef struct reason_row {
    const char *code;
    ss_gravity severity;
} reason_row;

#define ROW(code, severity) {#code, SS_SEV_##severity},
static const reason_row rows[SS_R_count] = {{NULL, SS_SEV_INFO}, SS_REASONS(ROW)};
#undef ROW

ss_slice ss_reason_code(ss_reason reason)
{
    return reason < SS_R_count ? ss_slice_of(rows[reason].code) : SS_NONE;
}

ss_gravity ss_reason_severity(ss_reason reason)
{
    return reason < SS_R_count ? rows[reason].severity : SS_SEV_INFO;
}

ss_reason ss_reason_of(ss_slice code)
{
    for (int i = 1; i < SS_R_count && code.p != NULL; i++) {
        if (ss_slice_is(code, rows[i].code)) {
            return (ss_reason)i;
        }
    }
    return SS_R_none;
}
