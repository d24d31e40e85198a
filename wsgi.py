"""The WSGI application, and nothing else."""

import sys

from app import create_app
from app.foundation.config import ConfigError
from app.foundation.private_files import keep_new_files_private

keep_new_files_private()
try:
    application = create_app()
except ConfigError as error:
    # Whoever typed a command or started a server reads a sentence, not where the program broke.
    sys.exit(f"Bidbridge cannot start: {error}")
