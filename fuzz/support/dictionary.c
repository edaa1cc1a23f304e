/* fuzz_dictionary FILE: writes the dictionary of the fuzzers in libFuzzer's form, from the tables that the
 * code uses. */
#include "model/option_tags.h"
#include "mutate/mutate.h"

#include <stdio.h>

static void print_word(FILE *out, struct slice word)
{
    fputc('"', out);
    for (size_t i = 0; i < word.n; i++) {
        unsigned char c = (unsigned char)word.p[i];
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20 || c > 0x7e)
            fprintf(out, "\\x%02x", c);
        else
            fputc(c, out);
    }
    fputs("\"\n", out);
}

int main(int argc, char **argv)
{
    FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;
    if (!out)
        return 2;
    struct slice word;
    for (size_t i = 0; (word = mutate_word_at(i)).n; i++)
        print_word(out, word);
    const struct option_tag *tag;
    for (size_t i = 0; (tag = option_tag_at(i)) != NULL; i++)
        print_word(out, slice_from(tag->name));
    return fclose(out) ? 3 : 0;
}
