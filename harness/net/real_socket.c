/* Socket addresses, options and errors. */
#include "net/real.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

socklen_t real_to_sockaddr(const struct net_addr *addr, union real_sockaddr *ret)
{
    memset(ret, 0, sizeof(*ret));
    if (addr->family == 4) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons(addr->port);
        memcpy(&ret->v4.sin_addr, addr->ip, 4);
        return sizeof(ret->v4);
    }
    ret->v6.sin6_family = AF_INET6;
    ret->v6.sin6_port = htons(addr->port);
    memcpy(&ret->v6.sin6_addr, addr->ip, 16);
    return sizeof(ret->v6);
}

void real_from_sockaddr(const union real_sockaddr *from, struct net_addr *ret_addr)
{
    *ret_addr = (struct net_addr){0};
    if (from->any.sa_family == AF_INET) {
        ret_addr->family = 4;
        ret_addr->port = ntohs(from->v4.sin_port);
        memcpy(ret_addr->ip, &from->v4.sin_addr, 4);
    } else if (from->any.sa_family == AF_INET6) {
        ret_addr->family = 6;
        ret_addr->port = ntohs(from->v6.sin6_port);
        memcpy(ret_addr->ip, &from->v6.sin6_addr, 16);
    }
}

int real_set(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof(value));
}

int real_socket(const struct net_addr *addr, int type)
{
    int fd = socket(addr->family == 4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && addr->family == 6 && real_set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)) {
        close(fd);
        return -1;
    }
    return fd;
}

int real_bind(int fd, const struct net_addr *addr)
{
    union real_sockaddr local;
    socklen_t n = real_to_sockaddr(addr, &local);
    return bind(fd, &local.any, n);
}

void real_local_addr(int fd, struct net_addr *ret_addr)
{
    union real_sockaddr local = {0};
    socklen_t n = sizeof(local);
    getsockname(fd, &local.any, &n);
    real_from_sockaddr(&local, ret_addr);
}

int real_fail(struct net *net, const char *what)
{
    int code = errno;
    int error = NET_ESYSTEM;
    if (code == EADDRINUSE || code == EADDRNOTAVAIL || code == EACCES || code == EAFNOSUPPORT ||
        code == EINVAL || code == ENETUNREACH || code == EHOSTUNREACH)
        error = NET_EADDR;
    else if (code == ENOMEM)
        error = NET_ENOMEM;
    return net_fail(net, error, "%s: %s", what, strerror(code));
}
