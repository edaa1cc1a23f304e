/* Text that reports share: bytes of a device made safe to look at, times, and how much of a text is kept. */
#ifndef SIPCONFORM_REPORTS_TEXT_H
#define SIPCONFORM_REPORTS_TEXT_H

#include "base/buf.h"

#include <stdio.h>

/* Length in bytes of the valid UTF-8 sequence that s begins with (RFC 3629: no surrogates, no overlong
 * forms), 0 when there is none. */
size_t text_utf8_length(struct slice s);
/* Is every byte part of valid UTF-8, without C0 controls (other than CR, LF, TAB) and DEL? */
bool text_is_plain(struct slice s);

/* Each appends s with whatever could harm a reader, a terminal or an XML parser written as \xNN. The first
 * keeps printable UTF-8 and hides controls (C0, DEL, C1), direction overrides, noncharacters and invalid
 * sequences; the second keeps printable ASCII only, so that a byte has a known width. Both hide line ends
 * too. */
void text_add_visible(struct buf *out, struct slice s);
void text_add_ascii(struct buf *out, struct slice s);
/* Number of characters that text_add_ascii writes for s. */
size_t text_ascii_width(struct slice s);
/* text_add_visible of a C string (NULL adds nothing), at most about max_bytes of it; the rest becomes "...".
 */
void text_add_short(struct buf *out, const char *text, size_t max_bytes);
/* The same, written to a terminal or log. */
void text_print(FILE *out, const char *text, size_t max_bytes);
/* A text of several lines, made visible line by line; LF and TAB stay. */
void text_add_lines(struct buf *out, struct slice s);
/* Appends s; of what is longer than max_bytes only head and tail, and between them how much was left out.
 * Cuts at character bounds of UTF-8. */
void text_add_capped(struct buf *out, struct slice s, size_t max_bytes);

/* "2026-11-22T10:11:32.123Z" of milliseconds since 1970, and back. Reading takes exactly that form. */
void text_add_time(struct buf *out, int64_t ms);
bool text_to_time(const char *text, int64_t *ret_ms);
/* "2026-11-22T10:11:32": UTC without a zone, as JUnit has it. */
void text_add_time_bare(struct buf *out, int64_t ms);
/* "0.012": seconds with three decimals, whatever the locale. */
void text_add_seconds(struct buf *out, int64_t ms);
/* "12 ms", "3.4 s", "2 min 5 s". */
void text_add_duration(struct buf *out, int64_t ms);

#endif
