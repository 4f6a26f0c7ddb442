from vmt.engine.decisions cimport Decisions
from vmt.engine.phases.decision cimport DecisionPhase
from vmt.engine.protocols.candidates cimport Candidates
from vmt.engine.protocols.search.partners cimport surplus_between
from vmt.engine.protocols.views cimport SearchView
from vmt.engine.world cimport World

cdef int NOBODY, NONE, RECORDED_ALTERNATIVES
cdef int WALK, HOME, FORAGE
cdef int PAIRED, UNPAIRED, FORAGES, WALKS, GOES_HOME, IDLES

cpdef void record_decisions(DecisionPhase phase, events) except *
cdef int _activity(DecisionPhase phase, int agent) noexcept
cdef void _record_candidates(DecisionPhase phase, Decisions made, int agent) noexcept
