cdef int NOBODY, NONE

cdef class Claims:
    cdef readonly int[::1] claimant, first
    cdef int[::1] _next

    cpdef void claim(self, int place, int agent) noexcept
    cpdef void release(self, int place) noexcept
    cdef int after(self, int place) noexcept
    cpdef void release_all(self, int agent) noexcept
