/* Wakes x11vnc when there is something to do.
 *
 * Between two looks at the screen x11vnc sleeps, in select() without a descriptor: 2 ms
 * with -wait 2, which costs 6 % of a core while nothing happens, and a quarter of a second
 * when nothing has happened for a minute, which is how late the next key then is. Loaded
 * with LD_PRELOAD, this makes the sleep end as soon as the X server or a viewer sends
 * something, and each is a tenth longer than the one before until the X server does: so
 * x11vnc looks some fifty times for what X did not tell, and then seldom.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <stddef.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>

#define MOST 256
#define LONGEST_NS 500000000L
#define GROWTH(ns) ((ns) + (ns) / 10)
#define SHORTEST_NS 300000L     /* between two wakes: what is not read must not spin */

static struct pollfd watched[MOST];
static nfds_t count;
static struct timespec last;
static long grown; /* what the next sleep lasts at least */

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int of_display[MOST]; /* whether it leads to the X server */

static void watch(int descriptor, int display)
{
    if (descriptor < 0 || count == MOST)
        return;
    of_display[count] = display;
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
        watch(number(display), 1);
    return display;
}

int accept(int listener, struct sockaddr *restrict address, socklen_t *restrict length)
{
    static __typeof__(&accept) next;
    if (!next)
        next = NEXT(accept);
    int descriptor = next(listener, address, length);
    watch(descriptor, 0);
    return descriptor;
}

int listen(int descriptor, int backlog)
{
    static __typeof__(&listen) next;
    if (!next)
        next = NEXT(listen);
    watch(descriptor, 0);
    return next(descriptor, backlog);
}

int close(int descriptor)
{
    static int (*next)(int);
    if (!next)
        next = (int (*)(int))dlsym(RTLD_NEXT, "close");
    for (nfds_t i = 0; i < count; i++) {
        if (watched[i].fd == descriptor) {
            count--;
            watched[i] = watched[count];
            of_display[i] = of_display[count];
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
    if (!rest.tv_sec && rest.tv_nsec < grown)
        rest.tv_nsec = grown;
    if (!ppoll(watched, count, &rest, NULL)) {
        if (!rest.tv_sec && rest.tv_nsec < LONGEST_NS)
            grown = GROWTH(rest.tv_nsec);
    } else {
        for (nfds_t i = 0; i < count; i++)
            if (of_display[i] && watched[i].revents)
                grown = 0;
    }
    clock_gettime(CLOCK_MONOTONIC, &last);
    return 0;
}
