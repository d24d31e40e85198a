"""why a mail was not sent and until when its link works; the text of mails that were sent is erased"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    with op.batch_alter_table('mails', schema=None) as batch_op:
        batch_op.add_column(sa.Column('link_ends_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('tried_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('unreached', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index('ix_mails_sent_at', ['sent_at'], unique=False)
    with op.batch_alter_table('mails', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('unreached', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    op.execute("UPDATE mails SET body = '' WHERE sent_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table('mails', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index('ix_mails_sent_at')
        batch_op.drop_column('unreached')
        batch_op.drop_column('tried_at')
        batch_op.drop_column('link_ends_at')
