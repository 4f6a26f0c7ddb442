from vmt.engine.world cimport World

cdef int NOBODY, NOWHERE

cpdef void move(World world) except *
cdef void _walk(World world, int agent, int goal_x, int goal_y, int stop_at) noexcept
