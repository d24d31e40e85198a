"""what the Central Digital Platform gives an enterprise: its number, and a share code with its day"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    with op.batch_alter_table('enterprises', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ppon', sa.String(length=14), nullable=True))
        batch_op.add_column(sa.Column('share_code', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('share_code_on', sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('enterprises', schema=None) as batch_op:
        batch_op.drop_column('share_code_on')
        batch_op.drop_column('share_code')
        batch_op.drop_column('ppon')
