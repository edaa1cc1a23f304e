/* All ceilings of the harness stand here together. A device under test is broken by definition: whatever it
 * sends, no buffer grows beyond these. Two kinds of number are not here: a buffer that its content fills by
 * construction (the digits of a number, the text of an address), and how much of something a report shows,
 * which its format decides. */
#ifndef SIPCONFORM_BASE_LIMITS_H
#define SIPCONFORM_BASE_LIMITS_H

enum {
    /* messages */
    LIMIT_MESSAGE_BYTES = 256 * 1024,     /* one SIP message, sent or received */
    LIMIT_DATAGRAM_BYTES = 65535,         /* one UDP datagram */
    LIMIT_UNKNOWN_PATH_BYTES = 1300,      /* a request by UDP where the path's MTU is not known (18.1.1) */
    LIMIT_ROWS = 4096,                    /* header rows looked at in one message */
    LIMIT_LIST_VALUES = 4096,             /* comma separated values looked at in one header field */
    LIMIT_LENS_PARTS = 2048,              /* rows, values and parameters of a message that osip is given */
    LIMIT_URI_PARTS = 64,                 /* parameters, and headers, of one SIP URI */
    LIMIT_URI_BYTES = 8192,               /* one URI that we make */
    LIMIT_HEADER_VALUE_BYTES = 65536,     /* one header value, or a row of values, that we make */
    LIMIT_STREAM_BYTES = 2 * 1024 * 1024, /* unframed bytes kept for one stream connection */
    LIMIT_MUTATED_ROWS = 512,             /* header rows that a mutation can move and change */

    /* one case */
    LIMIT_CASE_MESSAGES = 4096,          /* messages kept in one case's transcript */
    LIMIT_CASE_BYTES = 16 * 1024 * 1024, /* bytes kept in one case's transcript */
    LIMIT_KEPT_MESSAGES = 256,           /* of these, for us alone: so that a call is ended after a flood */
    LIMIT_KEPT_BYTES = 1024 * 1024,      /* likewise of the bytes */
    LIMIT_CASE_CONNECTIONS = 256,        /* stream connections one port accepts */
    LIMIT_CASE_ENDPOINTS = 16,           /* addresses of one case */
    LIMIT_CASE_FRAMES = 16,              /* nesting of steps that are being played */
    LIMIT_CASE_INVITES = 40,             /* INVITEs of the device that one case answers */
    LIMIT_DUE_TIMES = 64,                /* retransmissions of one message whose times are looked at */
    LIMIT_BREACHES = 3,                  /* findings of one rule in one transcript */

    /* one run */
    LIMIT_RUN_TAGS = 65536,               /* tags remembered over one run */
    LIMIT_ACTIVE_CASES = 5000,            /* cases under way at once, those that only wait included */
    LIMIT_LINGERING_STREAMS = 32,         /* of those below: with connections */
    LIMIT_LINGERING_CASES = 1000,         /* cases that have ended and whose addresses stay open */
    LIMIT_RUNS = 16,                      /* runs of one command side by side */
    LIMIT_DEVICE_STYLE_ROWS = 400,        /* header rows of a message that are written in another form */
    LIMIT_DEVICE_NAMES = 256,             /* bytes of the names of traits that a device has at once */
    LIMIT_FAULTS = 256,                   /* faults, and as many traits, that a command line may name */
    LIMIT_SOCKET_BYTES = 4 * 1024 * 1024, /* receive buffer that we ask the kernel for, each UDP port */
    LIMIT_SIM_BYTES = 64 * 1024 * 1024,   /* datagrams under way in one simulated network */

    /* files */
    LIMIT_FILE_BYTES = 16 * 1024 * 1024,        /* one JSON file that we read */
    LIMIT_RECORD_LINE_BYTES = 96 * 1024 * 1024, /* one case in a record: its bytes, escaped */
    LIMIT_RECORD_CASES = 200000,                /* cases of one record that we read */
    LIMIT_JSON_DEPTH = 64,                      /* nesting of one JSON file */
    LIMIT_SCHEMA_WORK = 4 * 1024 * 1024, /* nodes looked at while one file is checked against its schema */
    LIMIT_SCHEMA_NAMES = 128,            /* keys of one object in a schema, for what an error lists */
    LIMIT_SCHEMA_BRANCHES = 64,          /* alternatives of one rule of a schema */
    LIMIT_DIAGNOSTICS = 200,             /* errors reported for one file */
    LIMIT_MATRIX_ROWS = 20000,           /* cases made from one scenario */
    LIMIT_MATRIX_TRIES = 20000,          /* rows looked at while pairs are covered */
    LIMIT_FRAGMENT_DEPTH = 8,            /* fragments used inside of fragments */
    LIMIT_SCENARIO_NAMES = 256,          /* names of one kind in one scenario */

    /* texts */
    LIMIT_TEXT_BYTES = 1024 * 1024, /* one expanded template or rendered text */
    LIMIT_ERRORS_BYTES = 64 * 1024, /* what went wrong in one command, or lists of names for people */
    LIMIT_COMMAND_BYTES = 16384,    /* one command line */
    LIMIT_PATH_BYTES = 8192,        /* the name of one file with its folders */
    LIMIT_ID_BYTES = 4096,          /* the id of one case with the values of its matrix */
    LIMIT_REASON_BYTES = 4096,      /* why a case has its verdict */
    LIMIT_WHY_BYTES = 1500,         /* one line: what is wrong, was expected, or was found */
    LIMIT_NAME_BYTES = 128,         /* the name of a variable, or of a key */

    /* the built-in device: whoever floods it makes it forget the oldest things, not grow */
    LIMIT_DEVICE_SERVERS = 4096, /* server transactions */
    LIMIT_DEVICE_CLIENTS = 4096, /* client transactions */
    LIMIT_DEVICE_DIALOGS = 1024,
    LIMIT_DEVICE_USERS = 4096,  /* addresses of record that were ever registered */
    LIMIT_DEVICE_BINDINGS = 32, /* of one address of record */
    LIMIT_DEVICE_BRANCHES = 32, /* of one forked request */
    LIMIT_DEVICE_CALLS = 256,   /* calls that a UAC has under way */
    LIMIT_DEVICE_TARGETS = 32,  /* of one call that follows redirections */
    LIMIT_DEVICE_CACHED = 256   /* redirections remembered */
};

#endif
