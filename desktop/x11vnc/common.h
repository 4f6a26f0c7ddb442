/* What several of these files need. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

/* Declares `next`: the function of this name that is stood before. */
#define NEXT(function)                                                                   \
    static __typeof__(&function) next;                                                   \
    if (!next)                                                                           \
        next = (__typeof__(next))dlsym(RTLD_NEXT, #function)

#define TILE 16 /* pixels; a row of 16 is a cache line */
#define PIXEL 4 /* bytes; x11vnc's frame buffer has the depth of the X server's */

static inline int smaller(int a, int b) { return a < b ? a : b; }

static inline int larger(int a, int b) { return a > b ? a : b; }

static inline long long now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}
