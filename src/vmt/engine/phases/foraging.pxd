from vmt.economy.preferences.preference cimport Preference
from vmt.engine.harvests cimport Harvests
from vmt.engine.phases.perception cimport Perception
from vmt.engine.quantities cimport added
from vmt.engine.world cimport World

cdef int NOBODY, NONE, RESOURCE_A

cpdef void forage(World world, Perception sight, events) except *
cdef double _gain(World world, int agent, int place, long long amount) except? -1
cdef void _take(World world, int agent, int place, long long amount, Harvests harvests) except *
