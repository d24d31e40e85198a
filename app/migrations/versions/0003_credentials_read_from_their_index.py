"""what thousands of enterprises hold on a day is read from an index alone, wherever the rows lie"""

from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    with op.batch_alter_table('credentials', schema=None) as batch_op:
        batch_op.create_index('ix_credentials_held', ['enterprise_id', 'type', 'expires_on', 'withdrawn_at'], unique=False)
        batch_op.drop_index('ix_credentials_enterprise_id')


def downgrade() -> None:
    with op.batch_alter_table('credentials', schema=None) as batch_op:
        batch_op.create_index('ix_credentials_enterprise_id', ['enterprise_id'], unique=False)
        batch_op.drop_index('ix_credentials_held')
