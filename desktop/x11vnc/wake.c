/* Wakes x11vnc when there is something to do.
 *
 * Between two looks at the screen x11vnc sleeps, in select() without a descriptor: 2 ms
 * with -wait 2, which costs 6 % of a core while nothing happens, and a quarter of a second
 * when nothing has happened for a minute, which is how late the next key then is. Loaded
 * with LD_PRELOAD, this makes the sleep end as soon as the X server or a viewer sends
 * something, and makes it long when neither has for a while.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <stddef.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>

#define MOST 256
#define QUIET_SLEEPS 25         /* that nothing interrupted, before they become long */
#define LONG_NS 100000000L      /* how long */
#define SHORTEST_NS 300000L     /* between two wakes: what is not read must not spin */

static struct pollfd watched[MOST];
static nfds_t count;
static struct timespec last;
static unsigned quiet;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void watch(int descriptor)
{
    if (descriptor < 0 || count == MOST)
        return;
    watched[count].fd = descriptor;
    watched[count].events = POLLIN;
    count++;
}

typedef struct _XDisplay Display;

Display *XOpenDisplay(const char *name)
{
    static Display *(*next)(const char *);
    static int (*number)(Display *);
    if (!next) {
        next = (Display *(*)(const char *))dlsym(RTLD_NEXT, "XOpenDisplay");
        number = (int (*)(Display *))dlsym(RTLD_NEXT, "XConnectionNumber");
    }
    Display *display = next(name);
    if (display && number)
        watch(number(display));
    return display;
}

int accept(int listener, struct sockaddr *restrict address, socklen_t *restrict length)
{
    static __typeof__(&accept) next;
    if (!next)
        next = NEXT(accept);
    int descriptor = next(listener, address, length);
    watch(descriptor);
    return descriptor;
}

int listen(int descriptor, int backlog)
{
    static __typeof__(&listen) next;
    if (!next)
        next = NEXT(listen);
    watch(descriptor);
    return next(descriptor, backlog);
}

int close(int descriptor)
{
    static int (*next)(int);
    if (!next)
        next = (int (*)(int))dlsym(RTLD_NEXT, "close");
    for (nfds_t i = 0; i < count; i++) {
        if (watched[i].fd == descriptor) {
            watched[i] = watched[--count];
            break;
        }
    }
    return next(descriptor);
}

static long long since(const struct timespec *then, const struct timespec *now)
{
    return (now->tv_sec - then->tv_sec) * 1000000000LL + now->tv_nsec - then->tv_nsec;
}

int select(int n, fd_set *restrict readable, fd_set *restrict writable,
           fd_set *restrict exceptional, struct timeval *restrict timeout)
{
    static __typeof__(&select) next;
    if (!next)
        next = NEXT(select);
    if (n || readable || writable || exceptional || !timeout)
        return next(n, readable, writable, exceptional, timeout);

    struct timespec now;
    struct timespec rest = {timeout->tv_sec, timeout->tv_usec * 1000L};
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long pause = SHORTEST_NS - since(&last, &now);
    if (pause > 0 && (rest.tv_sec || rest.tv_nsec > pause)) {
        struct timespec shortest = {0, pause};
        nanosleep(&shortest, NULL);
    }
    if (quiet >= QUIET_SLEEPS && !rest.tv_sec && rest.tv_nsec < LONG_NS)
        rest.tv_nsec = LONG_NS;
    if (ppoll(watched, count, &rest, NULL))
        quiet = 0;
    else if (quiet < QUIET_SLEEPS)
        quiet++;
    clock_gettime(CLOCK_MONOTONIC, &last);
    return 0;
}
