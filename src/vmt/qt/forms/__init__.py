"""Forms made from the one table of parameters."""

from vmt.qt.forms.parameter_form import ParameterForm
from vmt.qt.forms.protocol_picker import ProtocolPicker

__all__ = ["ParameterForm", "ProtocolPicker"]
