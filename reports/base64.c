/* Writes and reads Base64. */
#include "reports/base64.h"

#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_add(struct buf *out, struct slice bytes)
{
    for (size_t i = 0; i < bytes.n; i += 3) {
        struct slice s = slice_sub(bytes, i, 3);
        unsigned a = (unsigned char)s.p[0], b = s.n > 1 ? (unsigned char)s.p[1] : 0;
        unsigned c = s.n > 2 ? (unsigned char)s.p[2] : 0;
        char four[4] = {letters[a >> 2], letters[(a & 3) << 4 | b >> 4], '=', '='};
        if (s.n > 1)
            four[2] = letters[(b & 15) << 2 | c >> 6];
        if (s.n > 2)
            four[3] = letters[c & 63];
        buf_add(out, four, sizeof(four));
    }
}

static int value_of(char c)
{
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

bool base64_decode(struct slice text, struct buf *out)
{
    if (text.n % 4)
        return false;
    for (size_t i = 0; i < text.n; i += 4) {
        const char *four = text.p + i;
        size_t pads = i + 4 < text.n || four[3] != '=' ? 0 : four[2] == '=' ? 2 : 1;
        unsigned bits = 0;
        for (size_t k = 0; k < 4; k++) {
            int value = k >= 4 - pads ? 0 : value_of(four[k]);
            if (value < 0)
                return false;
            bits = bits << 6 | (unsigned)value;
        }
        if (bits & (pads == 2 ? 0xFFFFu : pads == 1 ? 0xFFu : 0))
            return false;
        char bytes[3] = {(char)(bits >> 16), (char)(bits >> 8), (char)bits};
        buf_add(out, bytes, 3 - pads);
    }
    return !out->failed;
}
