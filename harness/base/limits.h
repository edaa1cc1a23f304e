/* All ceilings of the harness stand here together. A device under test is broken by definition: whatever it
 * sends, no buffer grows beyond these. */
#ifndef SIPCONFORM_BASE_LIMITS_H
#define SIPCONFORM_BASE_LIMITS_H

enum {
    LIMIT_MESSAGE_BYTES = 256 * 1024,           /* one SIP message, sent or received */
    LIMIT_DATAGRAM_BYTES = 65535,               /* one UDP datagram */
    LIMIT_ROWS = 4096,                          /* header rows looked at in one message */
    LIMIT_LIST_VALUES = 4096,                   /* comma separated values looked at in one header field */
    LIMIT_URI_PARTS = 64,                       /* parameters, and headers, of one SIP URI */
    LIMIT_STREAM_BYTES = 2 * 1024 * 1024,       /* unframed bytes kept for one stream connection */
    LIMIT_CASE_MESSAGES = 4096,                 /* messages kept in one case's transcript */
    LIMIT_CASE_BYTES = 16 * 1024 * 1024,        /* bytes kept in one case's transcript */
    LIMIT_RUN_TAGS = 65536,                     /* tags remembered over one run */
    LIMIT_CASE_CONNECTIONS = 256,               /* stream connections one port accepts */
    LIMIT_SOCKET_BYTES = 4 * 1024 * 1024,       /* receive buffer that we ask the kernel for, each UDP port */
    LIMIT_SIM_BYTES = 64 * 1024 * 1024,         /* datagrams under way in one simulated network */
    LIMIT_FILE_BYTES = 16 * 1024 * 1024,        /* one JSON file that we read */
    LIMIT_RECORD_LINE_BYTES = 96 * 1024 * 1024, /* one case in a record: its bytes, escaped */
    LIMIT_RECORD_CASES = 200000,                /* cases of one record that we read */
    LIMIT_JSON_DEPTH = 64,                      /* nesting of one JSON file */
    LIMIT_SCHEMA_WORK = 4 * 1024 * 1024, /* nodes looked at while one file is checked against its schema */
    LIMIT_DIAGNOSTICS = 200,             /* errors reported for one file */
    LIMIT_MATRIX_ROWS = 20000,           /* cases made from one scenario */
    LIMIT_TEXT_BYTES = 1024 * 1024       /* one expanded template or rendered text */
};

#endif
