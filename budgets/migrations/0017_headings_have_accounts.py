import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgets", "0016_declined_notices")]

    operations = [
        # Nullable and without a default, so that SQLite adds the column and keeps the triggers.
        migrations.AddField(
            model_name="heading",
            name="account",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Where the accounting system books lines without an account of their own.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(
                        100, "An account has three to six digits, such as 3010."
                    ),
                    django.core.validators.MaxValueValidator(
                        999999, "An account has three to six digits, such as 3010."
                    ),
                ],
                verbose_name="account",
            ),
        ),
    ]
