from vmt.engine.protocols.contract cimport Intent
from vmt.engine.protocols.search.partners cimport name_everybody
from vmt.engine.protocols.views cimport SearchView

cdef int KEEP, WALK, IDLE, NOBODY
