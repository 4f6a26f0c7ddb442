from vmt.engine.world cimport World

cpdef void regenerate(World world) except *
