cdef int NOBODY, NONE

cdef class Decisions:
    cdef readonly long long tick
    cdef readonly signed char[::1] activity, is_paired, is_committed
    cdef readonly int[::1] partner, target_x, target_y, claimed, others
    cdef readonly double[::1] surplus, surpluses, scores
    cdef object _x, _y, _n_neighbours, _place_x, _place_y
    cdef long long _grid_size, _vision_radius
