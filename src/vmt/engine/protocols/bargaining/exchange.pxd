from vmt.economy.preferences.preference cimport Preference
from vmt.engine.protocols.bargaining.shape cimport (
    is_concave, is_concave_in_B, rises)
from vmt.engine.protocols.bargaining.worth cimport amount_of_B_worth
from vmt.engine.protocols.contract cimport BargainingView, Party

cdef long long LARGEST, NONE

cdef class Offer:
    cdef readonly long long payment
    cdef readonly double giver_gain, giver_worth, receiver_gain, receiver_worth

cdef class Exchange:
    cdef readonly Party giver, receiver
    cdef readonly long long step, steps, payments, giver_turn, receiver_turn
    cdef readonly double scale, giver_now, receiver_now, giver_keeps, receiver_has
    cdef readonly bint in_B, giver_rises, receiver_rises
    cdef Preference gives, gets

    cpdef void give(self, long long steps) except *
    cpdef Offer offer(self, long long payment)
    cpdef bint trim(self) except -1
    cpdef bint rises(self) noexcept
    cpdef bint is_concave(self) except -1
    cpdef bint is_concave_in_B(self, long long first, long long last) except -1
    cpdef void find_turns(self) except *
    cpdef long long next_turn(self, long long payment) noexcept
    cdef long long _turn(
        self, Preference preference, double A, long long B, int sign) except -2

cdef long long _nearer(long long payment, long long turn, long long other) noexcept
