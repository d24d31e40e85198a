"""The WSGI application, and nothing else."""

from app import create_app

application = create_app()
