from vmt.engine.protocols.candidates cimport Candidates
from vmt.engine.protocols.contract cimport Match
from vmt.engine.protocols.matching.score_queue cimport ScoreQueue
from vmt.engine.protocols.views cimport MatchingView

cdef int NONE

cdef void mark_paired(MatchingView view, signed char[::1] taken) noexcept
cdef void pair_first_choices(MatchingView view, signed char[::1] taken, list[Match] matches) except *
cdef void pair_by_score(MatchingView view, signed char[::1] taken, list[Match] matches) except *
