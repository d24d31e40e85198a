"""The WSGI application, and nothing else."""

from app import create_app
from app.foundation.private_files import keep_new_files_private

keep_new_files_private()
application = create_app()
