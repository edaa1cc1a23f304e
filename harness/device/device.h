/* The reference device: a small SIP element that behaves right by the RFCs in each role, and can be told to
 * have faults, and traits, which are right too. It knows nothing of judging. It lives on any struct net,
 * simulated or real, inside net_run().
 */
#ifndef SIPCONFORM_DEVICE_DEVICE_H
#define SIPCONFORM_DEVICE_DEVICE_H

#include "net/net.h"
#include "sip/role.h"

/* ---- faults ---- */
struct fault {
    const char *name;        /* words joined by hyphens, unique */
    unsigned roles;          /* set of 1 << enum role */
    const char *found_by;    /* requirement whose check must see it */
    const char *verdict;     /* what it must earn: "FAIL", "WARN" */
    const char *description; /* one sentence: what the device then does */
};
size_t fault_count(void);
/* NULL when index is not below fault_count(). */
const struct fault *fault_at(size_t index);
/* NULL when there is none of that name. */
const struct fault *fault_find(const char *name);

enum { FAULT_WORDS = 4 };
struct fault_set {
    uint64_t words[FAULT_WORDS];
};
/* fault must come from fault_at() or fault_find(). */
void fault_set_add(struct fault_set *set, const struct fault *fault);

/* ---- traits: behaviours that are unlike the device's own and right by the RFCs ---- */
struct trait {
    const char *name;        /* words joined by hyphens, unique, also among faults */
    unsigned roles;          /* set of 1 << enum role */
    const char *warns;       /* requirements that may draw a WARN, joined by blanks; "": none */
    const char *group;       /* traits of one group exclude each other; "": none does */
    const char *clause;      /* what allows it: "RFC 3261 7.3.1" */
    const char *description; /* one sentence: what the device then does */
};
size_t trait_count(void);
/* NULL when index is not below trait_count(). */
const struct trait *trait_at(size_t index);
/* NULL when there is none of that name. */
const struct trait *trait_find(const char *name);

enum { TRAIT_WORDS = 4 };
struct trait_set {
    uint64_t words[TRAIT_WORDS];
};
/* trait must come from trait_at() or trait_find(). */
void trait_set_add(struct trait_set *set, const struct trait *trait);
/* Is one of that group among them? */
bool trait_set_has_group(const struct trait_set *set, const char *group);

/* ---- the device ---- */
/* Lists end with a NULL pointer. All texts are copied. What is 0 or NULL has the default said here. */
struct device_options {
    enum role role;
    struct net_addr listen;             /* port 0: any free one */
    bool tcp;                           /* a TCP listener under the same number as well */
    int64_t t1_ms, t2_ms, t4_ms;        /* 500, 4000, 5000 */
    uint64_t seed;                      /* of its tags, branches, Call-IDs */
    const char *const *supported;       /* option-tags: timer, replaces, norefersub */
    const char *const *proxy_supported; /* privacy */
    const char *const *requires;        /* what its calls put in Require: timer, replaces */
    /* Contact values that user "redirect" is redirected to: <sip:t1@192.0.2.1>;q=1.0 and
     * <sip:t2@192.0.2.2;transport=tcp>;q=0.5 */
    const char *const *locations;
    const char *forward_to; /* URI that calls for user "forward" are sent to: sip:forwarded@192.0.2.3 */
    const char *domain;     /* name (or name:port) of its domain beside its own address */
    bool recurse;           /* proxy: tries the contacts of a 3xx itself */
    bool challenge;         /* asks for credentials: */
    const char *user, *password, *realm; /* alice, secret, sipconform */
    struct fault_set faults;
    struct trait_set traits;
};

struct device;
/* Opens its port or ports. Returns 0 or an enum net_error; the device is freed by device_free(), before its
 * net. */
int device_create(struct net *net, const struct device_options *options, struct device **ret_device);
/* Sends nothing more. NULL is allowed. */
void device_free(struct device *device);
/* How much peers have left on it: calls that are up, Contacts that are registered. */
size_t device_dialogs(const struct device *device);
size_t device_bindings(const struct device *device);
/* Where it listens. */
const struct net_addr *device_addr(const struct device *device);
/* Where it listens for a transport; what device_addr() says for one that it has not opened. */
const struct net_addr *device_addr_for(const struct device *device, enum net_transport transport);

#endif
