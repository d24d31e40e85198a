"""the job of a day is put on the queue once, whatever number of workers runs"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.create_table(
        'daily_runs',
        sa.Column('kind', sa.String(length=60), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint('kind', 'day', name=op.f('pk_daily_runs')),
    )


def downgrade() -> None:
    op.drop_table('daily_runs')
