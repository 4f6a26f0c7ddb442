from vmt.economy.preferences.preference cimport Preference
from vmt.engine.protocols.bargaining.prices cimport (
    evenly_spaced, first_fraction, last_fraction)
from vmt.engine.protocols.contract cimport BargainingView, Block, Party, Refusal
from vmt.engine.quantities cimport added, payment
from vmt.engine.quotes cimport overlap

cdef double NO_PRICE, ROUNDING, PEAK_WIDTH

cdef class BlockSearch:
    cdef Party _giver, _receiver
    cdef Preference _gives, _gets
    cdef double _scale, _epsilon, _ask, _bid, _giver_now, _receiver_now
    cdef double _left, _got, _price, _below, _giver_gain, _receiver_gain
    cdef long long _step, _most, _fractions, _dA, _dB
    cdef bint _one_peak, _giver_convex, _receiver_convex, _larger_refused

    cpdef bint find(self) except -1
    cpdef object block(self)
    cdef bint _is_convex(self, Party party) except -1
    cdef bint _halve(self, long long k) except -1
    cdef bint _any_suits(self) except -1
    cdef bint _giver_loses_at_peak(self, double low, double high) except -1
    cdef bint _giver_lost(self) noexcept
    cdef double _lowest(self, long long k, long long low, long long high) except? -2
    cdef double _numbered(self, long long k, long long number, bint even) except? -2
    cdef bint _suits(self, double price) except -1
    cdef bint _scan(self, long long k) except -1
    cdef bint _giver_accepts(self, long long dB) except -1
    cdef bint _giver_wants_B(self, long long dB) except -1
    cdef bint _too_low_for_giver(self, long long dB) except -1
    cdef bint _receiver_accepts(self, long long dB) except -1
    cdef bint _receiver_wants_B(self, long long dB) except -1
    cdef bint _too_high_for_receiver(self, long long dB) except -1
