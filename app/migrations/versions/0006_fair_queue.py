"""whom a job is for, so that organisations take turns; jobs and enquiries that were cancelled"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'

KEPT = {'sqlite_autoincrement': True}


def upgrade() -> None:
    with op.batch_alter_table('jobs', schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column('organisation_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('rank', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('started_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('cause', sa.Text(), nullable=True))
        _states(batch_op, 'jobs', 'jobstate', "'queued', 'running', 'done', 'failed', 'cancelled'")
        batch_op.create_index('ix_jobs_started_at', ['started_at'], unique=False)
    with op.batch_alter_table('jobs', schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.alter_column('rank', existing_type=sa.BigInteger(), existing_nullable=False, server_default=None)
    with op.batch_alter_table('enquiries', schema=None, table_kwargs=KEPT) as batch_op:
        _states(batch_op, 'enquiries', 'enquirystate', "'queued', 'running', 'answered', 'failed', 'cancelled'")


def downgrade() -> None:
    # What was cancelled did not end well either: the older version knows no nearer word.
    op.execute("UPDATE enquiries SET state = 'failed' WHERE state = 'cancelled'")
    op.execute("UPDATE jobs SET state = 'failed' WHERE state = 'cancelled'")
    with op.batch_alter_table('enquiries', schema=None, table_kwargs=KEPT) as batch_op:
        _states(batch_op, 'enquiries', 'enquirystate', "'queued', 'running', 'answered', 'failed'")
    with op.batch_alter_table('jobs', schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.drop_index('ix_jobs_started_at')
        _states(batch_op, 'jobs', 'jobstate', "'queued', 'running', 'done', 'failed'")
        batch_op.drop_column('cause')
        batch_op.drop_column('started_at')
        batch_op.drop_column('rank')
        batch_op.drop_column('organisation_id')


def _states(batch_op, table: str, name: str, words: str) -> None:
    batch_op.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
    batch_op.create_check_constraint(op.f(f'ck_{table}_{name}'), f'state IN ({words})')
