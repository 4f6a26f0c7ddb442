cdef int NONE, NEVER_FAILED

cdef class Grudges:
    cdef readonly int[::1] version, first
    cdef int[::1] _marked_by, _next, _other, _own_version, _other_version
    cdef long long[::1] _until
    cdef int _free
    cdef Py_ssize_t _room
    cdef list _columns

    cpdef void keep_apart_until(self, int agent, int other, long long tick) except *
    cpdef void remember_failure(self, int agent, int other) except *
    cpdef void end_cooldown(self, int agent, int other) noexcept
    cpdef void end_cooldowns(self, int agent) noexcept
    cpdef bint holds(self, int agent, int other, long long tick) noexcept
    cdef void mark(self, int agent, long long tick) noexcept
    cdef bint marks(self, int agent, int other) noexcept
    cdef void unmark(self, int agent) noexcept
    cdef bint _says_something(self, int agent, int entry, long long tick) noexcept
    cdef int _entry(self, int agent, int other) except -2
