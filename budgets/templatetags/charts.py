"""What the templates of the charts need beside figures."""

from django import template

from budgets.wording.charts import finding

register = template.Library()

register.filter("finding", finding)
