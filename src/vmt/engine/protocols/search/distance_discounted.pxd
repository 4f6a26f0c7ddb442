from vmt.engine.protocols.candidates cimport Candidates
from vmt.engine.protocols.contract cimport Intent
from vmt.engine.protocols.search.foraging cimport BestResource
from vmt.engine.protocols.search.partners cimport name_partners
from vmt.engine.protocols.views cimport SearchView

cdef int KEEP, TRADE, FORAGE, HOME, IDLE, NOBODY, NONE
