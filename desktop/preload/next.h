/* What each of these libraries needs. */
#define _GNU_SOURCE
#include <dlfcn.h>

#define PIXEL 4 /* bytes; the depth of the X server's frame buffer, and of x11vnc's */

/* Declares `next`: the function of this name that is stood before. */
#define NEXT(function)                                                                   \
    static __typeof__(&function) next;                                                   \
    if (!next)                                                                           \
        next = (__typeof__(next))dlsym(RTLD_NEXT, #function)
