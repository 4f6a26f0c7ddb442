cdef int NONE, RESOURCE_A

cdef class Harvests:
    cdef readonly long long tick
    cdef readonly int count
    cdef readonly int[::1] place
    cdef readonly long long[::1] amount
    cdef object _state

    cpdef void add(self, int agent, int place, long long amount) noexcept
