"""The shape of what people type about enquiries and consortia."""

from app.consortia.forms.asking import EnquiryForm
from app.consortia.forms.consent import AdoptForm, ReasonForm

__all__ = ["AdoptForm", "EnquiryForm", "ReasonForm"]
