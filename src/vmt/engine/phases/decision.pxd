from vmt.engine.phases.perception cimport Perception
from vmt.engine.protocols.candidates cimport Candidates
from vmt.engine.protocols.contract cimport Intent, Match
from vmt.engine.protocols.views cimport MatchingView, SearchView
from vmt.engine.quotes cimport comparable
from vmt.engine.world cimport World

cdef int AGENTS_PER_INTERLUDE
cdef int KEEP, TRADE, FORAGE, WALK, HOME, DID_NOT_SEARCH, NOBODY, NONE, NOWHERE

cdef class DecisionPhase:
    cdef readonly World world
    cdef readonly object search, matching
    cdef readonly Perception sight
    cdef readonly Candidates candidates
    cdef readonly SearchView view
    cdef readonly MatchingView matching_view
    cdef readonly signed char[::1] activity, nobody
    cdef bint _claiming, _commits_at_home, _traders_only, _gives_up_own_claims_only

    cpdef void run(self, events) except *
    cdef void _sweep_claims(self) noexcept
    cdef void _clear_targets(self) noexcept
    cdef void _search(self) except *
    cdef void _apply(self, int agent, Intent intent) except *
    cdef void _match(self, events) except *
    cdef bint _can_be_paired(self, int i, int j) noexcept
    cdef bint _may_be_matched(self, int agent) noexcept
    cdef void _estimate(self) except *
    cdef void _pause_at(self, int agent) except *
    cdef void _send_unmatched_away(self) except *
