"""Every change of enquiries, proposals and consortia: one public verb each. None of them commits."""
