from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from budgets.views.accounts import accounts
from budgets.views.allocation import allocation, allocation_workbook
from budgets.views.answer import answer
from budgets.views.buyers import buyer, buyer_party, buyers
from budgets.views.charts import charts
from budgets.views.compare import compare, compare_workbook
from budgets.views.complete import complete_workbook
from budgets.views.consultation import consultation
from budgets.views.decide import decide
from budgets.views.deviations import deviations
from budgets.views.document.edit import edit_document
from budgets.views.document.read import FORMATS, document, document_file
from budgets.views.document.section import edit_section, pasted
from budgets.views.exports import (
    ask_export,
    cancel_export,
    export,
    export_again,
    export_file,
)
from budgets.views.grid import script as grid
from budgets.views.grid.edit import edit
from budgets.views.headings import headings
from budgets.views.history import history
from budgets.views.imports import edit_workbook, take_in
from budgets.views.invoices import credit_invoice, invoice_document, invoices
from budgets.views.invoicing import invoicing, plan, withdraw
from budgets.views.issue_invoices import issue_invoices
from budgets.views.new import new
from budgets.views.plain import allocation_csv, table_csv, version_csv
from budgets.views.population import bring_in
from budgets.views.population.members import members
from budgets.views.population.proposal import show_proposal
from budgets.views.population.snapshot import snapshot
from budgets.views.share import share
from budgets.views.sie import sie
from budgets.views.statement import statement, statements
from budgets.views.statement_files import statement_file, statements_table
from budgets.views.table import table, table_workbook
from budgets.views.version import version
from budgets.views.years import years


class FourDigitYear:
    """A year in an address; anything else is no address of ours."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class DocumentForm(StringConverter):
    """What a document can be had as."""

    regex = "|".join(FORMATS)


register_converter(FourDigitYear, "year")
register_converter(DocumentForm, "document")

app_name = "budgets"
urlpatterns: list[URLPattern] = [
    path("", years, name="years"),
    path("accounts/", accounts, name="accounts"),
    path("compare/", compare, name="compare"),
    path("compare.xlsx", compare_workbook, name="compare-workbook"),
    path("new/", new, name="new"),
    path("exports/<uuid:export_key>/", export, name="export"),
    path("exports/<uuid:export_key>/file/", export_file, name="export-file"),
    path("exports/<uuid:export_key>/cancel/", cancel_export, name="cancel-export"),
    path("exports/<uuid:export_key>/again/", export_again, name="export-again"),
    path("payers/", buyers, name="buyers"),
    path("payers/<str:code>/", buyer, name="buyer"),
    path("payers/party/<int:party>/", buyer_party, name="buyer-party"),
    path("table/", table, name="table"),
    path("deviations/", deviations, name="deviations"),
    path("table.xlsx", table_workbook, name="table-workbook"),
    path("table.csv", table_csv, name="table-csv"),
    # Without a number: the version that speaks for the year.
    path("<year:year>/", version, name="version"),
    path("<year:year>/allocation/", allocation, name="allocation"),
    path("<year:year>/document/", document, name="document"),
    path("<year:year>/charts/", charts, name="charts"),
    path("<year:year>/invoices/", invoices, name="invoices"),
    path("<year:year>/invoices/issue/<str:due>/", issue_invoices, name="issue-invoices"),
    path("<year:year>/invoices/<int:invoice>.xml", invoice_document, name="invoice-document"),
    path("<year:year>/invoices/<int:invoice>/credit/", credit_invoice, name="credit-invoice"),
    path("<year:year>/statement/", statements, name="statements"),
    path("<year:year>/statement/<str:payer>/", statement, name="statement"),
    path("<year:year>/<int:number>/", version, name="version"),
    path("<year:year>/<int:number>/budget.se", sie, name="sie"),
    path("<year:year>/<int:number>/charts/", charts, name="charts"),
    path("<year:year>/<int:number>/<slug:what>.csv", version_csv, name="version-csv"),
    path("<year:year>/<int:number>/complete.xlsx", complete_workbook, name="complete-workbook"),
    path("<year:year>/<int:number>/plan/", plan, name="plan"),
    path("<year:year>/<int:number>/invoicing/", invoicing, name="invoicing"),
    path("<year:year>/<int:number>/invoicing/<int:invoicing>/withdraw/", withdraw, name="withdraw"),
    path("<year:year>/<int:number>/statement/", statements, name="statements"),
    path("<year:year>/<int:number>/statement/<str:payer>/", statement, name="statement"),
    path("<year:year>/<int:number>/exports/<slug:what>/", ask_export, name="ask-export"),
    path("<year:year>/<int:number>/statements.xlsx", statements_table, name="statements-workbook"),
    path(
        "<year:year>/<int:number>/statement/<str:payer>.<slug:kind>",
        statement_file,
        name="statement-file",
    ),
    path("<year:year>/<int:number>/decide/", decide, name="decide"),
    path("<year:year>/<int:number>/consultation/", consultation, name="consultation"),
    path("<year:year>/<int:number>/consultation/<str:payer>/", answer, name="answer"),
    path("<year:year>/<int:number>/history/", history, name="history"),
    path("<year:year>/<int:number>/headings/", headings, name="headings"),
    path("<year:year>/<int:number>/document/", document, name="document"),
    path("<year:year>/<int:number>/document.<document:form>", document_file, name="document-file"),
    path("<year:year>/<int:number>/document/edit/", edit_document, name="edit-document"),
    path("<year:year>/<int:number>/document/pasted/", pasted, name="pasted"),
    path(
        "<year:year>/<int:number>/document/edit/<int:section>/", edit_section, name="edit-section"
    ),
    path("<year:year>/<int:number>/edit/", edit, name="edit"),
    path("<year:year>/<int:number>/edit.xlsx", edit_workbook, name="edit-workbook"),
    path("<year:year>/<int:number>/import/", take_in, name="import"),
    path("<year:year>/<int:number>/edit/figures/", grid.figures, name="figures"),
    path("<year:year>/<int:number>/edit/rows/", grid.save_rows, name="save-rows"),
    path("<year:year>/<int:number>/edit/act/", grid.act, name="act-on-row"),
    path("<year:year>/<int:number>/allocation/", allocation, name="allocation"),
    path(
        "<year:year>/<int:number>/allocation/<int:agreement>.xlsx",
        allocation_workbook,
        name="allocation-workbook",
    ),
    path(
        "<year:year>/<int:number>/allocation/<int:agreement>.csv",
        allocation_csv,
        name="allocation-csv",
    ),
    path("<year:year>/<int:number>/allocation/<int:agreement>/<str:code>/", share, name="share"),
]

population_patterns: list[URLPattern] = [
    path("", members, name="members"),
    path("fetch/", bring_in.fetch, name="fetch"),
    path("file/", bring_in.file, name="file"),
    path("typed/", bring_in.typed, name="typed"),
    path("proposals/<uuid:proposal>/", show_proposal, name="proposal"),
    path("<year:population_year>/<int:revision>/", snapshot, name="snapshot"),
]
