cdef int NOBODY, NONE

cdef class Candidates:
    cdef readonly int[::1] start, count, other
    cdef readonly double[::1] score
    cdef int[::1] _top
    cdef object _others, _scores
    cdef readonly Py_ssize_t n_agents
    cdef Py_ssize_t _room, _used
    cdef int _agent

    cpdef void clear(self) noexcept
    cpdef void open(self, int agent) noexcept
    cpdef void add(self, int other, double score) except *
    cpdef int best(self, int agent) noexcept
    cdef int next_best(self, int agent, int after, signed char[::1] taken) noexcept
    cpdef void rank_anew(self, int agent) noexcept
    cpdef bint comes_before(self, int entry, int than) noexcept
