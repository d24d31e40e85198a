"""An enterprise decides who sees its figures."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.enterprises import actions, queries, screens
from app.enterprises.forms import FiguresForm
from app.enterprises.views.routes import Edit, blueprint, mine, saving, signed_in
from app.foundation import web


@blueprint.route("/enterprise/figures", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def figures() -> ResponseReturnValue:
    """Choose every approved adviser body, or name some."""
    bodies = queries.adviser_bodies(web.session())
    edit = Edit(FiguresForm([(body.id, body.name) for body in bodies], obj=screens.figures_shared(mine(), bodies)))
    if edit.form.submitted_ok():
        with saving(edit):
            actions.share_figures(web.session(), signed_in(), mine().id, edit.form.version.data, **edit.form.given())
            web.flash("Saved.")
            return web.see_other("enterprises.own")
    stored = screens.figures_shared(mine(), queries.adviser_bodies(web.session()))
    return edit.show("enterprises/figures.html", stored)
