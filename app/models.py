"""Every table, imported in one place so that migrations and tests see the whole schema."""

import app.accounts.guessing
import app.accounts.models
import app.bids.models
import app.consortia.models
import app.enterprises.models
import app.foundation.audit
import app.foundation.documents
import app.foundation.jobs
import app.foundation.jobs.daily
import app.foundation.kept_words
import app.foundation.mail
import app.foundation.sent_forms
import app.ocds.models
import app.tenders.models  # noqa: F401
