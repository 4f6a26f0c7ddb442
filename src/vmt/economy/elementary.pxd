"""The types of elementary.py, and the exponent's bits, for Cython.

To be compiled with -ffp-contract=off: a fused multiply-add rounds once where two
roundings are meant.
"""

cimport cython

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    /* See elementary_bits.py; 0x3FE68... is 90/128. */
    static inline int vmt_exponent(double x)
    {
        uint64_t bits;
        memcpy(&bits, &x, sizeof bits);
        bits += ((uint64_t)1023 << 52) - (uint64_t)0x3FE6800000000000;
        return (int)(bits >> 52) - 1023;
    }

    static inline double vmt_two_to_the(int n)
    {
        uint64_t bits = (uint64_t)(n + 1023) << 52;
        double power;
        memcpy(&power, &bits, sizeof power);
        return power;
    }

    /* Enough for positive numbers and for whole ones. */
    static inline int vmt_floor(double x)
    {
        return (int)x;
    }
    """
    # cpdef, because to the module these are names that it imports.
    cpdef int exponent "vmt_exponent"(double x) noexcept nogil
    cpdef double two_to_the "vmt_two_to_the"(int n) noexcept nogil
    cpdef int floor "vmt_floor"(double x) noexcept nogil

cdef int FIRST_BIN
cdef double[91] INVERSES, LOGARITHMS_HIGH, LOGARITHMS_LOW
cdef double[128] ROOTS_HIGH, ROOTS_LOW
cdef double LN2_HIGH, LN2_LOW, STEP_HIGH, STEP_LOW, STEPS_PER_UNIT
cdef double INFINITY, NAN, SMALLEST_NORMAL, RATHER_LARGE, DECISIVE
cdef double TO_26_BITS, TO_24_FRACTION_BITS, TO_29_FRACTION_BITS, TO_WHOLE
cdef double ABOVE_EVERY_LOGARITHM, BELOW_EVERY_LOGARITHM

cpdef double exp(double x) noexcept nogil

@cython.locals(high=double, low=double)
cpdef double log(double x) noexcept nogil

@cython.locals(
    high=double, low=double, t=double, log_head=double, log_tail=double, y_head=double)
cpdef double power(double x, double y) noexcept nogil

cdef double power_at_the_edge(double x, double y) noexcept nogil

@cython.locals(
    n=cython.int, k=cython.int, j=cython.int, m=double, c=double, m_head=double,
    r_high=double, r_low=double, base=double, whole=double, low=double,
    half_square=double, high=double, r=double, r2=double, series=double)
cdef (double, double) log_in_two(double x) noexcept nogil

@cython.locals(
    steps=double, difference=double, r_high=double, r_low=double, r=double, r2=double,
    rest=double, k=cython.int, root=double, root_low=double, product=double,
    high=double, low=double)
cdef double exp_of_sum(double a, double b) noexcept nogil

@cython.locals(unit=double, total=double)
cdef double scaled(double high, double low, int n) noexcept nogil
