cdef long long LOW_32_BITS, NO_HALF
cdef Py_ssize_t BATCH

cdef class RandomStream:
    cdef object _bits
    cdef object _batch_began
    cdef unsigned long long[::1] _outputs
    cdef Py_ssize_t _used
    cdef readonly long long drawn
    cdef long long _high_half
    cpdef double double(self) except -1
    cpdef long long at_most(self, long long largest) except -1
    cpdef void shuffle_numbers(self, int[::1] items, Py_ssize_t count) except *
    cdef unsigned long long _raw(self) except? 1
    cdef long long _half(self) except -1
