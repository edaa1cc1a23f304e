/* Prints what the interview learned. */
#include "cli/introduce.h"

#include "model/facts.h"
#include "model/likeness.h"

#include <stdio.h>

static void tell_transports(const struct run_options *run)
{
    for (int i = 0; i < NET_TRANSPORT_COUNT; i++)
        if (run->transports & 1u << i &&
            profile_denies(&run->profile, net_transport_name((enum net_transport)i)))
            printf("Nobody answers over %s: the cases of that transport are skipped.\n",
                   net_transport_name((enum net_transport)i));
}

/* --role was not as the device looks. */
static void tell_role(const struct run_options *run)
{
    struct buf text;
    buf_init(&text, LIMIT_ERRORS_BYTES);
    for (int role = 0; role < ROLE_COUNT; role++) {
        size_t before = text.n;
        if (role_is_in((enum role)role, run->roles))
            likeness_add_unfit(&run->profile, (enum role)role, run->auth_user != NULL, &text);
        if (text.n > before)
            buf_add_char(&text, '\n');
    }
    fputs(text.p ? text.p : "", stdout);
    buf_free(&text);
}

void introduce(const struct options *options, const struct run_options *run, size_t requests)
{
    struct buf table;
    if (options->quiet)
        return;
    buf_init(&table, LIMIT_ERRORS_BYTES);
    facts_add_table(&run->profile, &table);
    if (table.n)
        printf("What the device is like (asked with %zu requests):\n%s", requests, table.p);
    buf_free(&table);
    tell_transports(run);
    tell_role(run);
}
