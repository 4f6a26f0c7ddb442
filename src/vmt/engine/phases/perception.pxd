from vmt.engine.world cimport World

cdef int NONE

cdef class Perception:
    cdef readonly World world
    cdef readonly Py_ssize_t n_neighbours, n_visible
    cdef readonly int[::1] neighbours, neighbour_distances
    cdef readonly int[::1] visible, visible_distances
    cdef bint _chained
    cdef long long _blocks
    cdef int[::1] _first_place, _first_on_cell, _next_on_cell

    cpdef void begin(self) noexcept
    cpdef void end(self) noexcept
    cpdef int place_at(self, Py_ssize_t x, Py_ssize_t y) noexcept
    cpdef void see_agents(self, int agent, long long reach) noexcept
    cpdef void see_resources(self, int agent, long long reach) noexcept
    cdef void _compare_all(self, int agent, long long reach) noexcept
    cdef void _follow_chains(self, int agent, long long reach) noexcept
