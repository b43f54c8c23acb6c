from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.channel.complaint_gateway_api import ApiRefusal
from .token_page import harden

PREFIX = "/complaint/api/v1"
#: Ten files of 25 MB in base64, and the words.
MAX_BODY_BYTES = 350 * 1024**2


class ComplaintApi(http.Controller):
    """The door of gateways over plain HTTP; see ``docs/api.md``.

    Its methods are those of ``complaint.gateway``; added are the statuses of HTTP, and errors of
    one shape.
    """

    @staticmethod
    def _route(path, method):
        return http.route(
            f"{PREFIX}{path}",
            type="json2",
            auth="bearer",
            methods=[method],
            save_session=False,
            max_content_length=MAX_BODY_BYTES,
        )

    @_route("/cases", "POST")
    def complaint_api_create(self, **kw):
        """Register a case."""
        return self._answer(lambda gateways: gateways._create_case(self._get_body()))

    @_route("/cases/<int:case_id>/messages", "POST")
    def complaint_api_append(self, case_id, **kw):
        """Add what the customer wrote."""
        return self._answer(lambda gateways: gateways._append_message(case_id, self._get_body()))

    @_route("/cases/<int:case_id>/told", "POST")
    def complaint_api_told(self, case_id, **kw):
        """Record what the customer was told."""
        return self._answer(lambda gateways: gateways._report_told(case_id, self._get_body()))

    @_route("/cases/<int:case_id>", "GET")
    def complaint_api_status(self, case_id, **kw):
        """Return where a case stands."""
        return self._answer(lambda gateways: (gateways.get_status(case_id), False))

    @_route("/schema", "GET")
    def complaint_api_schema(self, **kw):
        """Return the schemas of what may be sent."""
        return self._answer(lambda gateways: (gateways.get_schemas(), False))

    @staticmethod
    def _get_body():
        # The dispatcher mixes the body with the path; here only the body counts.
        return request.dispatcher.jsonrequest

    @staticmethod
    def _answer(act):
        try:
            # All or nothing, also where the answer is an error.
            with request.env.cr.savepoint():
                content, is_new = act(request.env["complaint.gateway"])
        except UserError as error:
            is_refusal = isinstance(error, ApiRefusal)
            content = {
                "error": {
                    "code": error.code if is_refusal else "refused",
                    "message": str(error),
                    "field": error.field if is_refusal else None,
                }
            }
            answer = request.make_json_response(content, status=error.http_status)
            if is_refusal and error.wait:
                answer.headers["Retry-After"] = error.wait
            return harden(answer)
        return harden(request.make_json_response(content, status=201 if is_new else 200))
