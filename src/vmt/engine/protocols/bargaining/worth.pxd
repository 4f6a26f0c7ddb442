from vmt.economy.preferences.preference cimport Preference
from vmt.engine.protocols.bargaining.shape cimport wants_B
from vmt.engine.protocols.contract cimport Party

cdef long long LARGEST

cpdef double amount_of_B_worth(double gain, Party party, double scale)
cdef long long _last_wanted(Party party, double scale, long long low, long long high) except -1
