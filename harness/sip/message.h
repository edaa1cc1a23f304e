/* A SIP message is its bytes plus an ordered table of header rows with offsets. Nothing is repaired and
 * nothing is rejected: what a device sent stays visible, and what is wrong with it is a set of flaws. RFC
 * 3261 sections 7, 25. */
#ifndef SIPCONFORM_SIP_MESSAGE_H
#define SIPCONFORM_SIP_MESSAGE_H

#include "base/buf.h"
#include "base/slice.h"
#include "sip/header.h"

enum sip_kind {
    SIP_BROKEN, /* the start line is neither a Request-Line nor a Status-Line, even read leniently */
    SIP_REQUEST,
    SIP_RESPONSE
};

/* Deviations from the grammar that the tokenizer met; several may be set. */
enum sip_flaw {
    SIP_FLAW_START_LINE = 1 << 0,    /* start line not exactly by 7.1, 7.2 (spaces, version, status digits) */
    SIP_FLAW_BARE_LF = 1 << 1,       /* a line of the header part ends in LF without CR */
    SIP_FLAW_BARE_CR = 1 << 2,       /* a CR that no LF follows, in the header part */
    SIP_FLAW_NO_EMPTY_LINE = 1 << 3, /* the header part is not closed by an empty line */
    SIP_FLAW_NO_COLON = 1 << 4,      /* a header line without a colon or with a name that is no token */
    SIP_FLAW_NUL = 1 << 5,           /* a NUL byte in the header part */
    SIP_FLAW_LEADING_BLANK = 1 << 6, /* the first header line begins with white space */
    SIP_FLAW_TOO_MANY_ROWS = 1 << 7, /* rows beyond LIMIT_ROWS were not looked at */
    SIP_FLAW_LEADING_CRLF = 1 << 8   /* empty lines before the start line (legal on a stream, 7.5) */
};

struct sip_row {
    struct slice raw;   /* the whole row, continuation lines and line ends included */
    struct slice name;  /* as written, without blanks before the colon */
    struct slice value; /* as written, outer white space trimmed, folds still inside */
    size_t offset;      /* of raw in the message */
    enum sip_header_id
        id;       /* by long or compact name, without regard to case; SIP_HEADER_OTHER when unknown */
    bool compact; /* written in its one-letter form */
    bool folded;  /* has continuation lines */
    bool blank_before_colon; /* white space between name and colon (legal, 25.1 HCOLON) */
};

struct sip_message {
    char *bytes; /* owned copy of what was received or sent; any byte */
    size_t length;
    enum sip_kind kind;
    unsigned flaws;           /* set of enum sip_flaw */
    struct slice start_line;  /* without its line end */
    struct slice method;      /* request: as written */
    struct slice request_uri; /* request: as written */
    struct slice version;     /* as written */
    int status;               /* response: the number read (0 when none could be read) */
    struct slice reason;      /* response: may be empty */
    struct sip_row *rows;     /* in order of appearance */
    size_t row_count;
    size_t header_end; /* offset of the first body byte (length when there is no empty line) */
    struct slice body; /* everything after the empty line */
};

/* Reads bytes[0..length). Content is never an error. Returns 0 and a message that the caller frees, or -1
 * when memory is out or length is beyond LIMIT_MESSAGE_BYTES. */
int sip_message_parse(const void *bytes, size_t length, struct sip_message **ret_message);
void sip_message_free(struct sip_message *message);

/* The next row with this id after `after` (NULL: from the start), or NULL. */
const struct sip_row *sip_row_next(const struct sip_message *message, enum sip_header_id id,
                                   const struct sip_row *after);
/* The same by name, long or compact, any case; also for names that are in no table. */
const struct sip_row *sip_row_next_named(const struct sip_message *message, struct slice name,
                                         const struct sip_row *after);
size_t sip_row_count(const struct sip_message *message, enum sip_header_id id);
/* The value of the first row with this id; the empty slice with p == NULL when there is none. */
struct slice sip_header_value(const struct sip_message *message, enum sip_header_id id);
/* Offset of a slice into message->bytes; message->length when it does not point in there. */
size_t sip_offset_of(const struct sip_message *message, struct slice part);
/* Appends value with each fold (line end and the white space around it) replaced by one SP. RFC 3261
 * 7.3.1. */
int sip_unfold(struct slice value, struct buf *buf);

/* Walks the comma separated values of all rows of a header field in order, as one list (7.3.1). Commas inside
 * quoted strings and inside <> do not separate. Values are trimmed, may be empty (",a"), may hold folds. */
struct sip_values {
    const struct sip_message *message;
    struct slice name; /* header looked for, when id is SIP_HEADER_OTHER */
    enum sip_header_id id;
    const struct sip_row *row; /* row of the value last returned */
    struct slice rest;         /* of that row */
    bool row_open;             /* more values follow in that row */
    size_t count;              /* values returned; no more than LIMIT_LIST_VALUES are */
};
/* A header field that is no list (no SIP_LIST flag) gives each row's whole value; one that is in no table is
 * read as a list. begin() with SIP_HEADER_OTHER walks all rows that are in no table. */
void sip_values_begin(struct sip_values *values, const struct sip_message *message, enum sip_header_id id);
void sip_values_begin_named(struct sip_values *values, const struct sip_message *message, struct slice name);
bool sip_values_next(struct sip_values *values, struct slice *ret_value);

#endif
