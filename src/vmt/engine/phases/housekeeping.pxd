from vmt.engine.world cimport World

cpdef void keep_house(World world) except *
