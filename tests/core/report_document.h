/* Processing reports for tests: their frame, and reading one to its end. */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include "support.h"

#include "ss_report.h"

#define RESULT(id, severity, code, text)                                                           \
    "<Result><MessageID>" id "</MessageID><ResultCode>" severity "</ResultCode>"                   \
    "<ResultMessageCode>" code "</ResultMessageCode>"                                              \
    "<ResultDescription>" text "</ResultDescription></Result>"
#define BODY(inside)                                                                               \
    "<AmazonEnvelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "                     \
    "xsi:noNamespaceSchemaLocation=\"amzn-envelope.xsd\">"                                         \
    "<Header><DocumentVersion>1.02</DocumentVersion>"                                              \
    "<MerchantIdentifier>A1</MerchantIdentifier></Header>"                                         \
    "<MessageType>ProcessingReport</MessageType>"                                                  \
    "<Message><MessageID>1</MessageID><ProcessingReport>"                                          \
    "<DocumentTransactionID>4711</DocumentTransactionID>"                                          \
    "<StatusCode>Complete</StatusCode>" inside "</ProcessingReport></Message></AmazonEnvelope>"
#define DECLARED(encoding) "<?xml version=\"1.0\" encoding=\"" encoding "\"?>\n"
#define PLAIN(inside)      DECLARED("UTF-8") BODY(inside)

/* Reads all; number of results, -1 if refused (then *err says why). */
static inline int read_all(ss_slice bytes, ss_err *err)
{
    ss_report *r = ss_report_open(bytes, err);
    ss_report_result result;
    int n = 0;

    if (r == NULL) {
        assert_int_not_equal(err->code, SS_OK);
        return -1;
    }
    while (ss_report_next(r, &result, err)) {
        n++;
    }
    /* The end and a failure both stay what they are. */
    assert_false(ss_report_next(r, &result, NULL));
    ss_report_free(r);
    return err->code == SS_OK ? n : -1;
}

#endif
