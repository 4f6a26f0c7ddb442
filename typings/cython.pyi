# The names of Cython's that annotate local variables; it publishes no stubs.
from builtins import int as _whole

bint = bool
double = float
int = _whole  # noqa: A001
longlong = _whole
ulonglong = _whole
Py_ssize_t = _whole
