/* Wakes x11vnc when there is something to do.
 *
 * Between two looks at the screen x11vnc sleeps, in select() without a descriptor: 2 ms
 * with -wait 2, which costs 6 % of a core while nothing happens, and a quarter of a second
 * when nothing has happened for a minute, which is how late the next key then is. Loaded
 * with LD_PRELOAD, this makes the sleep end as soon as the X server or a viewer sends
 * something, and each is a tenth longer than the one before until the X server does: so
 * x11vnc looks some fifty times for what X did not tell, and then seldom. What a viewer
 * sends is followed by a few short ones.
 */
#define _GNU_SOURCE
#include <X11/Xlib.h>
#include <dlfcn.h>
#include <poll.h>
#include <stddef.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>

#define MOST 256
#define LONGEST_NS 500000000L
#define GROWTH(ns) ((ns) + (ns) / 10)
#define BRISK 6                 /* sleeps: x11vnc thinks of a key in several rounds */
#define SHORTEST_NS 300000L     /* between two wakes: what is not read must not spin */

static struct pollfd watched[MOST];
static nfds_t count;
static struct timespec last;
static long grown; /* what the next sleep lasts at least */
static int brisk;  /* how many may be as short as x11vnc asks for nevertheless */

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

static Display *displays[MOST];
static int n_displays, queued;

Display *XOpenDisplay(const char *name)
{
    static __typeof__(&XOpenDisplay) next;
    if (!next)
        next = NEXT(XOpenDisplay);
    Display *display = next(name);
    if (display && n_displays < MOST) {
        displays[n_displays++] = display;
        watch(XConnectionNumber(display), 1);
    }
    return display;
}

int XCloseDisplay(Display *display)
{
    static __typeof__(&XCloseDisplay) next;
    if (!next)
        next = NEXT(XCloseDisplay);
    for (int i = 0; i < n_displays; i++)
        if (displays[i] == display)
            displays[i--] = displays[--n_displays];
    return next(display);
}

/* Whether events have come that were read with the answer to something, and not looked at. */
static int has_news(void)
{
    int now = 0;
    for (int i = 0; i < n_displays; i++)
        now += XEventsQueued(displays[i], QueuedAlready);
    const int news = now > queued;
    queued = now;
    return news;
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
    if (has_news())
        grown = 0;
    if (brisk)
        brisk--;
    else if (!rest.tv_sec && rest.tv_nsec < grown)
        rest.tv_nsec = grown;
    if (!ppoll(watched, count, &rest, NULL)) {
        if (grown < LONGEST_NS && !rest.tv_sec)
            grown = GROWTH(grown > rest.tv_nsec ? grown : rest.tv_nsec);
    } else {
        for (nfds_t i = 0; i < count; i++) {
            if (!watched[i].revents)
                continue;
            brisk = BRISK;
            if (of_display[i])
                grown = 0;
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &last);
    return 0;
}
