"""who sees an enterprise's figures, and how many enterprises an enquiry leaves out"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'


def upgrade() -> None:
    op.create_table('figure_permissions',
    sa.Column('enterprise_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('given_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprises.id'], name=op.f('fk_figure_permissions_enterprise_id_enterprises')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_figure_permissions_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('enterprise_id', 'organisation_id', name=op.f('pk_figure_permissions'))
    )
    with op.batch_alter_table('enterprises', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('figures_only_named', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('enquiries', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('left_out', sa.BigInteger(), nullable=False, server_default='0'))
    with op.batch_alter_table('enterprises', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('figures_only_named', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    with op.batch_alter_table('enquiries', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('left_out', existing_type=sa.BigInteger(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('enquiries', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('left_out')
    with op.batch_alter_table('enterprises', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('figures_only_named')
    op.drop_table('figure_permissions')
